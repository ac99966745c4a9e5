/* What goes into a page: text that stays text, tables with heads, drawings
 * without anything that could run, link or load. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/page/page_chart.h"
#include "report/page/sheet.h"
#include "report/text/markup.h"

static void expect(struct buf *out, const char *want)
{
    assert_string_equal(buf_str(out), want);
    buf_reset(out);
}

static void html(const char *text, const char *want)
{
    struct buf out = { 0 };

    markup_text(&out, text, strlen(text));
    expect(&out, want);
    buf_clear(&out);
}

static void markdown(const char *text, const char *want)
{
    struct buf out = { 0 };

    markup_markdown(&out, text, strlen(text));
    expect(&out, want);
    buf_clear(&out);
}

static void test_markup(void **state)
{
    (void)state;
    html("<b a=\"1\" c='2'>&\n\x1b[1m\xff",
        "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp; \\x1b[1m\\xff");
    html("a\xe2\x80\xae!", "a\\u202e!"); /* turns the direction */
    markdown("a|b <i> *c* `d` [e](f) ~g~ \\",
        "a\\|b &lt;i&gt; \\*c\\* \\`d\\` \\[e\\](f) \\~g\\~ \\\\");
    markdown("snake_case _it_ @you #12 u#n\n- x",
        "snake_case \\_it\\_ &#64;you &#35;12 u#n - x");
}

static struct table *sample(void)
{
    struct table *t = table_new("model|role:any|>n");
    table_cell(t, "<m>");
    table_cell(t, NULL);
    table_cell(t, "1|2");
    return t;
}

static void test_table(void **state)
{
    struct buf out = { 0 };
    struct sheet html = { &out, true, 2 }, markdown = { &out, false, 3 };
    struct table *t = sample();

    (void)state;
    sheet_table(&html, t, "A < B");
    expect(&out,
        "<div class=\"wide\" tabindex=\"0\" role=\"group\"><table>\n"
        "<caption>A &lt; B</caption><thead><tr><th scope=\"col\">model</th>"
        "<th scope=\"col\" class=\"n\">n</th></tr></thead>\n<tbody>\n"
        "<tr><th scope=\"row\">&lt;m&gt;</th><td class=\"n\">1|2</td></tr>\n"
        "</tbody></table></div>\n");
    sheet_table(&markdown, t, NULL);
    expect(&out, "| model | n |\n| --- | ---: |\n| &lt;m&gt; | 1\\|2 |\n\n");
    table_free(t);
    buf_clear(&out);
}

static void test_lines(void **state)
{
    struct buf out = { 0 };
    struct sheet html = { &out, true, 2 }, markdown = { &out, false, 3 };
    const char *lines = "One.\n\n- a\n- <b>\nTwo.";

    (void)state;
    sheet_lines(&html, lines, false);
    expect(&out, "<p>One.</p>\n<ul>\n<li>a</li>\n<li>&lt;b&gt;</li>\n</ul>\n"
                 "<p>Two.</p>\n");
    sheet_lines(&markdown, lines, false);
    expect(&out, "One.\n\n- a\n- &lt;b&gt;\n\nTwo.\n\n");
    sheet_lines(&html, "- a", true);
    expect(&out, "<ul class=\"note\">\n<li>a</li>\n</ul>\n");
    sheet_heading(&html, 1, "x", "A & B");
    expect(&out, "<h3 id=\"x\">A &amp; B</h3>\n");
    sheet_heading(&markdown, 1, NULL, "A & B");
    expect(&out, "#### A &amp; B\n\n");
    sheet_code(&html, "a <b\nc");
    expect(&out, "<pre>a &lt;b\nc\n</pre>\n");
    buf_clear(&out);
}

static void drawn(const char *svg, const char *want)
{
    struct buf out = { 0 };
    struct err e = { 0 };

    assert_int_equal(page_chart_svg(svg, 7, &out, &e), 0);
    assert_string_equal(buf_str(&out), want);
    buf_clear(&out);
}

static void refused(const char *svg, const char *why)
{
    struct buf out = { 0 };
    struct err e = { 0 };

    assert_int_equal(page_chart_svg(svg, 1, &out, &e), -1);
    assert_int_equal(e.kind, ERR_DATA);
    assert_non_null(strstr(e.text, why));
    buf_clear(&out);
}

static void test_drawing(void **state)
{
    (void)state;
    drawn("<?xml version=\"1.0\"?>\n<svg viewBox=\"0 0 1 1\"\n "
          "xmlns=\"http://www.w3.org/2000/svg\">\n<title>T</title>\n"
          "<desc>D</desc><!-- <script> -->\n<g id='a' class=\"c\">"
          "<text>x &lt; y</text></g>\n</svg>\n",
        "<svg viewBox=\"0 0 1 1\"><g id=\"c7-a\"><text>x &lt; y</text></g>"
        "</svg>");
    drawn("<svg><use xlink:href='#p'/><rect fill = 'url(#q)'/></svg>",
        "<svg><use href=\"#c7-p\"/><rect fill=\"url(#c7-q)\"/></svg>");
    refused("<svg><script>alert(1)</script></svg>", "<script>");
    refused("<svg><foreignObject/></svg>", "<foreignObject>");
    refused("<svg><g onload='x()'/></svg>", "onload");
    refused("<svg><use href='http://a/b#c'/></svg>", "href");
    refused("<svg><use xlink:href='data:x'/></svg>", "data:x");
    refused("<svg><image href='x.png'/></svg>", "<image>");
    refused("<svg><g id='a\"b'/></svg>", "no whole SVG");
    refused("<svg><g id=a/></svg>", "no whole SVG");
    refused("<svg><g id='a", "no whole SVG");
    refused("<svg><!-- ", "no whole SVG");
    refused("", "no whole SVG");
    refused("hello", "no whole SVG");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markup),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_drawing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
