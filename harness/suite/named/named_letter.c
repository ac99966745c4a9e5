/* Named rules that read the letter of a choice. */
#include <string.h>

#include "suite/named/named_text.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Letters in a constant, so that a mapped one has a place. */
static const char capitals[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* What simple-evals takes off a reply before it looks, in this order. */
static const char *const taken_off[] = { "**", "$\\boxed{", "}$", "\\$",
    "$\\text{", "$", "\\mathrm{", "\\{", "\\text", "\\(", "\\mathbf{", "{",
    "\\boxed" };

/* Words for "answer" in the order simple-evals tries them. colon is what
 * follows; spaced: also with whitespace (\s*) before it. */
static const struct answer_word {
    const char *word, *colon;
    bool spaced;
} answer_words[] = {
    { "Answer", ":", true },
    { "Answer",
        ":\u200b\u200b\u200b\u200b\u200b\u200b", // invisible, from a Korean set
        true },
    { "উত্তর", ":", true },
    { "उत्तर", ":", true },
    { "উত্তরঃ", "", false },
    { "উত্তর", ":", true },
    { "Antwort", ":", true },
    { "답변", ":", true },
    { "정답", ":", true },
    { "답", ":", true },
    { "答案", "：", true },
    { "答案", ":", true },
    { "答", "：", true },
    { "答", ":", true },
    { "答复", "：", true },
    { "答曰", "：", true },
    { "الإجابة", ":", false },
    { "الجواب", ":", false },
    { "إجابة", ":", false },
    { "الإجابة النهائية", ":", false },
    { "الإجابة الصحيحة", ":", false },
    { "الإجابة الصحيحة هي", ":", false },
    { "الإجابة هي", ":", false },
    { "الجواب النهائي", ":", false },
    { "Respuesta", ":", true },
    { "Risposta", ":", true },
    { "答え", ":", true },
    { "答え", "：", true },
    { "回答", ":", true },
    { "回答", "：", true },
    { "解答", ":", true },
    { "Jawaban", ":", true },
    { "Réponse", ":", true },
    { "Resposta", ":", true },
    { "Jibu", ":", true },
    { "Idahun", ":", true },
    { "Ìdáhùn", ":", true },
    { "Idáhùn", ":", true },
    { "Àmọ̀nà", ":", true },
    { "Àdáhùn", ":", true },
    { "Ànúgọ", ":", true },
    { "Àṣàyàn", ":", true },
};

/* Letters of other scripts, and what they count as. */
static const struct {
    uint32_t point;
    char letter;
} foreign[] = { { 0x623, 'A' }, { 0x628, 'B' }, { 0x62c, 'C' }, { 0x62f, 'D' },
    { 0x985, 'A' }, { 0x9ac, 'B' }, { 0x9a1, 'C' }, { 0x9a2, 'D' },
    { 0xff21, 'A' }, { 0xff22, 'B' }, { 0xff23, 'C' }, { 0xff24, 'D' } };

static struct named_span capital(char letter)
{
    return (struct named_span){ capitals + (letter - 'A'), 1 };
}

/* "(C)" */
static struct named_span bracketed(char letter)
{
    static const char all[] = "(A)(B)(C)(D)(E)(F)(G)(H)(I)(J)(K)(L)(M)"
                              "(N)(O)(P)(Q)(R)(S)(T)(U)(V)(W)(X)(Y)(Z)";

    return (struct named_span){ all + 3 * (letter - 'A'), 3 };
}

static const char *skip_blanks(const char *s, const char *end)
{
    while (s < end && (*s == ' ' || *s == '\t'))
        s++;
    return s;
}

/* The letter at s as the multilingual pattern takes it: A to D in any case,
 * the Arabic range U+0623 to U+062F, Bengali and full-width letters. */
static struct named_span letter_at(const char *s, const char *end)
{
    uint32_t p;
    size_t n;

    if (s == end)
        return NAMED_NOTHING;
    p = named_point(s, end, &n);
    for (size_t i = 0; i < COUNT(foreign); i++)
        if (foreign[i].point == p)
            return capital(foreign[i].letter);
    if ((p >= 'A' && p <= 'D') || (p >= 'a' && p <= 'd')
        || (p >= 0x623 && p <= 0x62f) || (p >= 0xff41 && p <= 0xff44))
        return (struct named_span){ s, n };
    return NAMED_NOTHING;
}

/* The next byte at or behind s that may begin word in some case, or NULL: an
 * ASCII letter in both (an i in four: 0xc4 begins two), of others the first
 * byte, which case leaves alone. */
static const char *next_start(const char *s, const char *end, const char *word)
{
    unsigned char first = (unsigned char)*word;

    if (first >= 0x80)
        return memchr(s, first, (size_t)(end - s));
    while (s < end && ((unsigned char)*s | 32) != (first | 32)
           && !((first | 32) == 'i' && (unsigned char)*s == 0xc4))
        s++;
    return s < end ? s : NULL;
}

static struct named_span find_answer(
    const char *text, const char *end, const struct answer_word *w)
{
    const char *p = text;

    for (; (p = next_start(p, end, w->word)) != NULL; p++) {
        const char *s = p;
        struct named_span found;
        size_t len = named_starts_caseless(p, end, w->word);
        if (len == 0)
            continue;
        s += len;
        if (w->spaced)
            s = named_skip_space(s, end);
        if (!named_starts(s, end, w->colon))
            continue;
        found = letter_at(skip_blanks(s + strlen(w->colon), end), end);
        if (found.s != NULL)
            return found;
    }
    return NAMED_NOTHING;
}

/* Deletes every word from the bytes of b, left to right. */
static void delete_all(struct buf *b, const char *word)
{
    char *from = b->s, *to = b->s, *end = b->s + b->len, *p;
    size_t n = strlen(word);

    while ((p = memmem(from, (size_t)(end - from), word, n)) != NULL) {
        memmove(to, from, (size_t)(p - from));
        to += p - from;
        from = p + n;
    }
    memmove(to, from, (size_t)(end - from));
    b->len = (size_t)(to + (end - from) - b->s);
}

struct named_span named_letter_multilingual(struct named_call *c)
{
    struct named_span found = NAMED_NOTHING;
    struct buf *b = c->scratch;

    buf_reset(b);
    buf_add(b, c->text, c->len);
    for (size_t i = 0; b->len > 0 && i < COUNT(taken_off); i++)
        delete_all(b, taken_off[i]);
    for (size_t i = 0; b->len > 0 && found.s == NULL && i < COUNT(answer_words);
         i++)
        found = find_answer(b->s, b->s + b->len, &answer_words[i]);
    return found;
}

/* (?i)Answer[ \t]*:[ \t]*\$?([A-D])\$? */
struct named_span named_letter_answer(struct named_call *c)
{
    const char *end = c->text + c->len;

    for (const char *p = c->text; p < end; p++) {
        const char *s = p + named_starts_caseless(p, end, "Answer");
        if (s == p)
            continue;
        s = skip_blanks(s, end);
        if (s == end || *s != ':')
            continue;
        s = skip_blanks(s + 1, end);
        if (s < end && *s == '$')
            s++;
        if (s < end && (*s | 32) >= 'a' && (*s | 32) <= 'd')
            return (struct named_span){ s, 1 };
    }
    return NAMED_NOTHING;
}

/* The first character that is no space: one token was asked for. */
struct named_span named_letter_first(struct named_call *c)
{
    struct named_span x = named_strip(c->text, c->text + c->len);

    if (x.s != NULL)
        named_point(x.s, x.s + x.len, &x.len);
    return x;
}

/* answer is \(?([A-J])\)? */
struct named_span named_letter_pro1(struct named_call *c)
{
    static const char word[] = "answer is ";
    const char *end = c->text + c->len, *p = c->text;

    for (; (p = named_find_word(p, end, word)) != NULL; p++) {
        const char *s = p + strlen(word);
        if (s < end && *s == '(')
            s++;
        if (s < end && *s >= 'A' && *s <= 'J')
            return (struct named_span){ s, 1 };
    }
    return NAMED_NOTHING;
}

/* .*[aA]nswer:\s*([A-J]): the last one on the first line that has one. */
static struct named_span pro_marker(const char *text, const char *end)
{
    static const char word[] = "nswer:";
    struct named_span found = NAMED_NOTHING;
    const char *p = text, *line_end = NULL;

    for (; (p = named_find_word(p, end, word)) != NULL; p++) {
        const char *s;
        if (line_end != NULL && p > line_end)
            break;
        if (p == text || (p[-1] != 'a' && p[-1] != 'A'))
            continue;
        s = named_skip_space(p + strlen(word), end);
        if (s < end && *s >= 'A' && *s <= 'J') {
            found = (struct named_span){ s, 1 };
            line_end = named_line_end(p, end);
        }
    }
    return found;
}

/* The last \b[A-J]\b. Upstream asks for it with a look-ahead over the rest of
 * the text, which takes minutes on a reply that loops. */
static struct named_span pro_last(const char *text, const char *end)
{
    struct named_span found = NAMED_NOTHING;
    bool word = false, before;
    size_t n;

    for (const char *p = text; p < end; p += n) {
        uint32_t c = named_point(p, end, &n);
        before = word;
        word = named_is_word(c);
        if (c >= 'A' && c <= 'J' && !before) {
            size_t m;
            if (p + 1 == end || !named_is_word(named_point(p + 1, end, &m)))
                found = (struct named_span){ p, 1 };
        }
    }
    return found;
}

struct named_span named_letter_pro2(struct named_call *c)
{
    const char *end = c->text + c->len;
    struct named_span found = named_letter_pro1(c);

    if (found.s == NULL)
        found = pro_marker(c->text, end);
    return found.s != NULL ? found : pro_last(c->text, end);
}

/* A choice as lm-eval looks for it: lower case, without punctuation. */
struct plain {
    size_t at, len; // in the scratch, which moves
};

/* The choice that is p.., of several the longest; n when none is. Where two
 * read the same, the one listed last counts. */
static size_t choice_at(const struct buf *b, const struct plain *all, size_t n,
    size_t at, size_t end)
{
    size_t best = n;

    for (size_t i = 0; i < n; i++)
        if (end - at >= all[i].len && (best == n || all[i].len >= all[best].len)
            && memcmp(b->s + at, b->s + all[i].at, all[i].len) == 0)
            best = i;
    return best;
}

/* "(C)" for the choice that is x, or x itself when a blank that punctuation
 * left at its end makes it none. */
static struct named_span choice_named(
    const struct buf *b, const struct plain *all, size_t n, struct plain at)
{
    struct named_span x = named_strip(b->s + at.at, b->s + at.at + at.len);

    for (size_t i = n; x.s != NULL && i-- > 0;)
        if (all[i].len == x.len && memcmp(b->s + all[i].at, x.s, x.len) == 0)
            return bracketed((char)('A' + i));
    return x;
}

/* The choice that is written out last or first, as lm-eval 0.4.13 looks for
 * it, the longest first (those before it went by the order of choices). A
 * choice that is nothing but punctuation is found behind everything, and, but
 * for one that begins the reply, before everything, and hides the rest. */
static struct named_span written_choice(struct named_call *c, bool first)
{
    struct buf *b = c->scratch;
    struct plain all[26], found = { 0, 0 };
    size_t n = c->choice_count < 26 ? c->choice_count : 26, i, text_len;
    bool hidden = false;

    buf_reset(b);
    named_add_lower(b, c->text, c->text + c->len, true);
    text_len = b->len;
    for (i = 0; i < n; i++) {
        const char *s = c->choices[i];
        struct named_span x = named_strip(s, s + strlen(s));
        all[i].at = b->len;
        if (x.s != NULL)
            named_add_lower(b, x.s, x.s + x.len, true);
        all[i].len = b->len - all[i].at;
        hidden = hidden || all[i].len == 0;
    }
    for (size_t at = 0; at < text_len && (!first || found.len == 0);) {
        i = choice_at(b, all, n, at, text_len);
        if (hidden && (!first || i == n || all[i].len == 0))
            return NAMED_NOTHING;
        if (i < n)
            found = (struct plain){ at, all[i].len };
        at += i < n ? all[i].len : 1;
    }
    return found.len > 0 ? choice_named(b, all, n, found) : NAMED_NOTHING;
}

/* The last or first :[\s]*(A|B|C|D), as many letters as there are options. */
static char behind_colon(struct named_call *c, bool first)
{
    const char *p = c->text, *end = p + c->len, *s;
    size_t n = c->choice_count > 0 ? c->choice_count : 4;
    char found = '\0';

    while (p < end && (!first || found == '\0')
           && (p = memchr(p, ':', (size_t)(end - p))) != NULL) {
        s = named_skip_space(++p, end);
        if (s < end && *s >= 'A' && (size_t)(*s - 'A') < n)
            found = *s;
    }
    return found;
}

/* lm-eval's multi_choice_regex: the last or first (\([A-Z]\)), else the option
 * that is written out, else a letter behind a colon. */
static struct named_span multi_choice(struct named_call *c, bool first)
{
    struct named_span found;
    char letter = '\0';

    for (size_t i = 0; i + 2 < c->len && (!first || letter == '\0'); i++)
        if (c->text[i] == '(' && c->text[i + 2] == ')' && c->text[i + 1] >= 'A'
            && c->text[i + 1] <= 'Z')
            letter = c->text[i + 1];
    if (letter == '\0') {
        found = written_choice(c, first);
        if (found.s != NULL)
            return found;
        letter = behind_colon(c, first);
    }
    return letter != '\0' ? bracketed(letter) : NAMED_NOTHING;
}

struct named_span named_letter_flan(struct named_call *c)
{
    return multi_choice(c, false);
}

struct named_span named_letter_flan_first(struct named_call *c)
{
    return multi_choice(c, true);
}
