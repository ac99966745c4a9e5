/*
 * The letter a multiple-choice reply settles on.
 *
 * In this order, the first that says something decides:
 *   1. the whole reply is a letter, in either case: "b", "(B).", "**B**";
 *   2. the last statement: "Answer: B", "the correct option is (B)",
 *      "answer is b", \boxed{B}; a lower-case letter only here, and only
 *      where no sentence goes on behind it;
 *   3. the last choice in a sentence: "I choose B", "B is correct";
 *   4. a first or last line that is a letter or begins with "B)" or "B.";
 *   5. letters in bold, if all are the same;
 *   6. capital letters standing alone, if all are the same: not sure.
 * "A or B" at 1 to 3, or two letters at 4 to 6, is no answer, and so is a
 * statement of a letter out of range. "A" before a word is an article, "I"
 * a pronoun. Full-width letters are not read.
 */
#include "suite/extract/extract_rules.h"

#include <ctype.h>
#include <string.h>

#include "suite/extract/extract_word.h"

enum rank { STATED, CHOSEN, BOLD, LONE, RANKS };

enum cue { NO_CUE, ANSWER, OPTION, VERB };

struct vote {
    const char *at; // the letter, or NULL
    bool any;       // something was said, if only "A or B"
};

struct reader {
    const char *start, *end;
    char first, last;
    enum cue cue;                  // the letter after it would be an answer
    bool linked;                   // "is", ":" or the like came since the cue
    bool adjacent;                 // no word came since the cue
    struct extract_word before[2]; // plain words of this sentence, last first
    struct vote vote[RANKS];
};

typedef const char *const words[];

static words answer_words = { "answer", "ans", "solution", "antwort",
    "respuesta", "risposta", "resposta", "r\xc3\xa9ponse", "reponse", NULL };
static words option_words = { "option", "choice", "letter", "alternative",
    NULL };
static words verb_words = { "choose", "choosing", "chose", "pick", "picking",
    "select", "selecting", "leaving", "leaves", "say", NULL };
static words go_words = { "go", "going", "went", NULL };
static words with_word = { "with", NULL };
static words negating = { "not", "don't", "didn't", "cannot", "can't", "never",
    "wouldn't", "shouldn't", "won't", NULL };
static words no_answer = { "not", "no", "wrong", "incorrect", "false", "each",
    "every", "any", "possible", "another", "other", NULL };
static words links = { "is", "be", "was", "becomes", "remains", "seems", "ist",
    "est", "es", NULL };
static words fillers = { "the", "a", "an", "correct", "right", "best", "most",
    "likely", "final", "would", "should", "must", "will", "can", "could", "may",
    "to", "this", "that", "question", "problem", "of", "for", "probably",
    "definitely", "clearly", "thus", "therefore", "hence", "so", "then",
    "indeed", "actually", "simply", "just", "either", "both", "between", "i",
    "think", "believe", "it", "my", "above", "given", "with", "la", "el", "le",
    "die", NULL };
/* Words that may follow a letter which is an answer and no article. */
static words connectives = { "because", "since", "as", "is", "was", "and", "or",
    "but", "for", "which", "with", "due", "if", "not", "in", "given",
    "therefore", "so", "by", "based", "would", "that", "from", "rather", "must",
    "seems", "are", "being", "instead", "only", NULL };
static words pronoun_excuse = { "is", "because", "since", "as", NULL };
static words joining = { "or", "and", NULL };
static words singular = { "is", "was", "would", "has", "does", "isn't", NULL };
static words wrong = { "not", "wrong", "incorrect", "false", NULL };
static words become = { "is", "must", "would", "should", "seems", "appears",
    NULL };
static words softly = { "be", "to", "the", "most", "only", "therefore",
    "clearly", "definitely", "likely", "probably", "indeed", "thus", "our",
    "my", "single", NULL };
static words praise = { "correct", "right", "best", NULL };
static words praised = { "answer", "option", "choice", "one", "response",
    "because", "since", "as", "here", "and", "given", "so", "in", NULL };
static words doubting = { "if", "whether", "not", NULL };
static words boxes = { "\\boxed", "\\fbox", NULL };

static bool is_mark(const struct extract_word *w, const char *marks)
{
    if (w->kind != EXTRACT_WORD_MARK)
        return false;
    for (; *marks != '\0'; marks++)
        if (extract_word_is(w, *marks))
            return true;
    return false;
}

static const char *next(
    const struct reader *r, const char *p, struct extract_word *w)
{
    return extract_word_next(r->start, p, r->end, w);
}

/* Marks that close around a letter, a few. Returns the byte behind the word
 * after them, which is *w. */
static const char *next_open(
    const struct reader *r, const char *p, struct extract_word *w)
{
    p = next(r, p, w);
    for (int i = 0; i < 8 && is_mark(w, ")]}*_`$\"'\\"); i++)
        p = next(r, p, w);
    return p;
}

/* The same for marks that open. */
static const char *next_inner(
    const struct reader *r, const char *p, struct extract_word *w)
{
    p = next(r, p, w);
    for (int i = 0;
         i < 8
         && (is_mark(w, "([{*_`$\"'\\") || w->kind == EXTRACT_WORD_COMMAND
             || extract_word_in(w, option_words));
         i++)
        p = next(r, p, w);
    return p;
}

static bool in_range(const struct reader *r, const struct extract_word *w)
{
    char c = (char)toupper((unsigned char)*w->s);

    return c >= r->first && c <= r->last;
}

/* True when the letter before p is the article or the pronoun. A capital may
 * follow an answer ("Answer: A Paris") but not a lone A. */
static bool is_small_word(const struct reader *r, const struct extract_word *w,
    const char *p, bool stated)
{
    struct extract_word after;
    char c = (char)toupper((unsigned char)*w->s);

    if (c != 'A' && c != 'I')
        return false;
    next(r, p, &after);
    if (after.kind != EXTRACT_WORD_PLAIN || !after.after_blank)
        return false;
    if (c == 'I')
        return islower((unsigned char)*after.s)
               && !extract_word_in(&after, pronoun_excuse);
    if (stated && isupper((unsigned char)*after.s))
        return false;
    return !extract_word_in(&after, connectives);
}

/* A lower-case letter counts where the sentence ends behind it. */
static bool small_ends(
    const struct reader *r, const struct extract_word *w, const char *p)
{
    struct extract_word after;

    next(r, p, &after);
    return after.kind != EXTRACT_WORD_PLAIN
           || (*w->s != 'a' && extract_word_in(&after, connectives));
}

/* True for "A or B", "A, B" and "A/B" when p is behind the A. */
static bool is_pair(
    const struct reader *r, const struct extract_word *w, const char *p)
{
    struct extract_word join, other, after;
    bool comma;

    p = next_open(r, p, &join);
    comma = is_mark(&join, ",");
    if (comma) {
        struct extract_word more;
        const char *q = next(r, p, &more);
        if (extract_word_in(&more, joining))
            p = q; /* "A, or B" */
    } else if (!extract_word_in(&join, joining) && !is_mark(&join, "/&")) {
        return false;
    }
    p = next_inner(r, p, &other);
    if (!other.letter
        || islower((unsigned char)*other.s) != islower((unsigned char)*w->s)
        || *other.s == *w->s || is_small_word(r, &other, p, true))
        return false;
    next_open(r, p, &after);
    if (extract_word_in(&after, singular))
        return false;
    return !comma || after.kind != EXTRACT_WORD_PLAIN
           || extract_word_in(&after, joining);
}

/* True for "B is wrong" when p is behind the B. */
static bool is_denied(const struct reader *r, const char *p)
{
    struct extract_word w;

    p = next_open(r, p, &w);
    if (!extract_word_in(&w, singular))
        return false;
    if (w.len > 3)
        return w.len == 5; /* isn't */
    next(r, p, &w);
    return extract_word_in(&w, wrong);
}

/* True for "B is the correct answer" when p is behind the B. */
static bool is_praised(const struct reader *r, const char *p)
{
    struct extract_word w;

    p = next_open(r, p, &w);
    if (!extract_word_in(&w, become))
        return false;
    p = next(r, p, &w);
    for (int i = 0; i < 5 && extract_word_in(&w, softly); i++)
        p = next(r, p, &w);
    if (extract_word_in(&w, answer_words))
        return true;
    if (!extract_word_in(&w, praise))
        return false;
    next(r, p, &w); /* not "the right ventricle" */
    return w.kind != EXTRACT_WORD_PLAIN || extract_word_in(&w, praised);
}

/* True when nothing but markup stands before s on its line. */
static bool opens_line(const struct reader *r, const char *s)
{
    for (int i = 0; i < 8 && s > r->start && s[-1] != '\n'; i++, s--)
        if (strchr("*_ (#>\t", s[-1]) == NULL || s[-1] == '\0')
            return false;
    return s == r->start || s[-1] == '\n';
}

/* True when the letter opens its line and the next line opens with another,
 * as "B)": a list of the options, not an answer. */
static bool is_list(const struct reader *r, const struct extract_word *w)
{
    const char *p = w->s;
    struct extract_word item, after;

    if (!opens_line(r, w->s)
        || (p = memchr(p, '\n', (size_t)(r->end - p))) == NULL)
        return false;
    while ((p = next_inner(r, p, &item)) < r->end
           && item.kind == EXTRACT_WORD_NEWLINE)
        continue;
    next_inner(r, p, &after);
    return item.letter && *item.s != *w->s && is_mark(&after, ").:");
}

/* True for **B**, **(B)** and "**B. Paris**" inside a line. */
static bool is_bold(const struct reader *r, const struct extract_word *w)
{
    const char *s = w->s, *p = w->s + 1;
    bool point = false;
    struct extract_word after;

    if (s > r->start && s[-1] == '(')
        s--;
    if (s - r->start < 2 || memcmp(s - 2, "**", 2) != 0)
        return false;
    for (; p < r->end && *p != '\0' && strchr(").:", *p) != NULL; p++)
        point = true;
    if (r->end - p < 2 || memcmp(p, "**", 2) != 0)
        return point && p < r->end && *p == ' ' && !opens_line(r, w->s);
    next(r, p + 2, &after);
    return !opens_line(r, w->s) || after.kind == EXTRACT_WORD_NEWLINE
           || after.kind == EXTRACT_WORD_END;
}

/* The last one counts. */
static void decide(struct reader *r, enum rank rank, const char *at)
{
    r->vote[rank] = (struct vote){ at, true };
}

/* They must agree. */
static void agree(struct reader *r, enum rank rank, const char *at)
{
    struct vote *v = &r->vote[rank];

    if (!v->any)
        *v = (struct vote){ at, true };
    else if (v->at != NULL && *v->at != *at)
        v->at = NULL;
}

/* Whether a letter here is a statement, and of which rank. */
static bool is_armed(const struct reader *r, enum rank *rank)
{
    *rank = r->cue == ANSWER ? STATED : CHOSEN;
    switch (r->cue) {
    case ANSWER: return r->linked || r->adjacent;
    case OPTION:
        if (r->linked && extract_word_in(&r->before[0], praise))
            *rank = STATED;
        return r->linked;
    case VERB: return true;
    case NO_CUE: break;
    }
    return false;
}

/* A letter behind a cue. Returns false when it is no answer after all. */
static bool take_statement(
    struct reader *r, const struct extract_word *w, const char *p)
{
    struct extract_word after;
    enum rank rank;

    if (!is_armed(r, &rank) || is_small_word(r, w, p, true))
        return false;
    if (islower((unsigned char)*w->s) && (!r->linked || !small_ends(r, w, p)))
        return false;
    if (is_denied(r, p) || is_list(r, w))
        return false;
    if (is_pair(r, w, p)) {
        decide(r, rank, NULL);
    } else if (in_range(r, w)) {
        decide(r, rank, w->s);
    } else {
        next(r, p, &after);
        if (after.kind == EXTRACT_WORD_PLAIN)
            return false;
        decide(r, rank, NULL);
    }
    return true;
}

static void read_letter(
    struct reader *r, const struct extract_word *w, const char *p)
{
    if (take_statement(r, w, p)) {
        r->cue = NO_CUE;
    } else if (r->cue != NO_CUE
               && !(extract_word_in(w, fillers)
                    && is_small_word(r, w, p, true))) {
        r->cue = NO_CUE;
    }
    if (islower((unsigned char)*w->s) || !in_range(r, w)
        || is_small_word(r, w, p, false))
        return;
    if (is_praised(r, p) && !extract_word_in(&r->before[0], doubting))
        decide(r, CHOSEN, is_pair(r, w, p) ? NULL : w->s);
    if (is_bold(r, w))
        agree(r, BOLD, w->s);
    agree(r, LONE, w->s);
}

static void arm(struct reader *r, enum cue cue)
{
    r->cue = cue;
    r->linked = false;
    r->adjacent = true;
}

static void read_plain(struct reader *r, const struct extract_word *w)
{
    if (extract_word_in(w, answer_words)) {
        arm(r, extract_word_in(&r->before[0], no_answer) ? NO_CUE : ANSWER);
    } else if (r->cue != NO_CUE && extract_word_in(w, option_words)) {
        ; /* "answer option B", "choose option B" */
    } else if (extract_word_in(w, option_words)) {
        arm(r, extract_word_in(&r->before[0], no_answer) ? NO_CUE : OPTION);
    } else if (extract_word_in(w, verb_words)
               || (extract_word_in(w, with_word)
                   && extract_word_in(&r->before[0], go_words))) {
        bool no = extract_word_in(&r->before[0], negating)
                  || extract_word_in(&r->before[1], negating);
        arm(r, no ? NO_CUE : VERB);
    } else if (r->cue != NO_CUE && extract_word_in(w, links)) {
        r->linked = true;
    } else if (r->cue != NO_CUE
               && (extract_word_in(w, fillers)
                   || (!r->linked && isdigit((unsigned char)*w->s)))) {
        r->adjacent = false;
    } else {
        r->cue = NO_CUE;
    }
    r->before[1] = r->before[0];
    r->before[0] = *w;
}

static bool is_ellipsis(const struct reader *r, const struct extract_word *w)
{
    return (w->s > r->start && w->s[-1] == '.')
           || (w->s + 1 < r->end && w->s[1] == '.');
}

static void end_sentence(struct reader *r)
{
    memset(r->before, 0, sizeof r->before);
}

static void read_mark(struct reader *r, const struct extract_word *w)
{
    if (is_mark(w, ":=>"))
        r->linked = true;
    else if (is_mark(w, ","))
        r->adjacent = false;
    else if (!is_mark(w, "*_`$\"'()[]{}<|#-\\~")
             && !(is_mark(w, ".") && is_ellipsis(r, w)))
        r->cue = NO_CUE;
    if (is_mark(w, ".!?;"))
        end_sentence(r);
}

static void read_newline(struct reader *r)
{
    if (r->cue == VERB || (!r->linked && !r->adjacent))
        r->cue = NO_CUE;
    end_sentence(r);
}

/* Chinese, Japanese and Korean have no blanks between cue and link. */
static void read_wide(struct reader *r, const struct extract_word *w)
{
    static const char *const cue[] = {
        "\xe7\xad\x94\xe6\xa1\x88", // U+7B54 U+6848, Chinese
        "\xe7\xad\x94\xe3\x81\x88", // U+7B54 U+3048, Japanese
        "\xec\xa0\x95\xeb\x8b\xb5", // U+C815 U+B2F5, Korean
    };
    static const char *const link[] = {
        "\xe6\x98\xaf", // U+662F, "is"
        "\xe4\xb8\xba", // U+4E3A, "is"
        "\xe3\x81\xaf", // U+306F, topic
        "\xec\x9d\x80", // U+C740, topic
    };
    unsigned char c = (unsigned char)*w->s;
    size_t tail = w->len < 30 ? w->len : 30;
    const char *s = w->s + (w->len - tail), *at = NULL;

    for (int i = 0; i < 3 && at == NULL; i++)
        at = memmem(s, tail, cue[i], strlen(cue[i]));
    if (at != NULL) {
        arm(r, ANSWER);
        r->adjacent = s + tail - at <= 9;
        for (int i = 0; i < 4; i++)
            if (memcmp(s + tail - 3, link[i], 3) == 0)
                r->linked = true;
    } else if (c >= 0xe3 && c <= 0xed) {
        r->cue = NO_CUE; /* a word; other signs are ornament */
    }
}

static void read_all(struct reader *r)
{
    const char *p = r->start;
    struct extract_word w;

    do {
        p = next(r, p, &w);
        switch (w.kind) {
        case EXTRACT_WORD_PLAIN:
            if (w.letter)
                read_letter(r, &w, p);
            else
                read_plain(r, &w);
            break;
        case EXTRACT_WORD_COMMAND:
            if (extract_word_in(&w, boxes)) {
                arm(r, ANSWER);
                r->linked = true;
            }
            break;
        case EXTRACT_WORD_MARK: read_mark(r, &w); break;
        case EXTRACT_WORD_WIDE: read_wide(r, &w); break;
        case EXTRACT_WORD_NEWLINE: read_newline(r); break;
        case EXTRACT_WORD_END: break;
        }
    } while (w.kind != EXTRACT_WORD_END);
}

/* The letter when the whole reply is one, or NULL. */
static const char *whole_letter(const struct reader *r)
{
    struct extract_span t = { r->start, r->end };
    struct extract_word w;

    for (;;) {
        t = extract_text_strip(t.s, t.end);
        if (t.end - t.s > 1 && strchr("([{<", *t.s) != NULL && *t.s != '\0')
            t.s++;
        else if (t.end - t.s > 1 && strchr(")]}>", t.end[-1]) != NULL
                 && t.end[-1] != '\0')
            t.end--;
        else
            break;
    }
    if (t.end - t.s != 1 || !isalpha((unsigned char)*t.s))
        return NULL;
    w = (struct extract_word){ .s = t.s, .len = 1 };
    return in_range(r, &w) ? t.s : NULL;
}

bool extract_letter_find(const char *text, size_t len, char first, char last,
    struct extract_found *out)
{
    struct reader r = {
        .start = text, .end = text + len, .first = first, .last = last
    };
    bool clash = false, sure = true;
    const char *at = whole_letter(&r);

    if (at == NULL) {
        read_all(&r);
        if (r.vote[STATED].any)
            at = r.vote[STATED].at;
        else if (r.vote[CHOSEN].any)
            at = r.vote[CHOSEN].at;
        else if ((at = extract_letter_line(text, len, first, last, &clash))
                     == NULL
                 && !clash) {
            sure = r.vote[BOLD].any;
            at = r.vote[sure ? BOLD : LONE].at;
        }
    }
    *out = (struct extract_found){ .s = at, .len = at != NULL, .sure = sure };
    return at != NULL;
}
