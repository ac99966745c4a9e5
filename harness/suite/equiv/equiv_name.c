#include "suite/equiv/equiv_name.h"

#include <ctype.h>
#include <string.h>

#include "suite/equiv/equiv_text.h"

/* Written the same way with a backslash and without. */
static const char *const functions[] = { "sin", "cos", "tan", "cot", "sec",
    "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log", "ln",
    "lg", "exp", NULL };

static const char *const letters[] = { "pi", "alpha", "beta", "gamma", "delta",
    "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota",
    "kappa", "lambda", "mu", "nu", "xi", "rho", "sigma", "tau", "phi", "varphi",
    "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Sigma", "Phi",
    "Psi", "Omega", "ell", "infty", NULL };

/* Words that read as products of letters, some of them both ways round. */
static const char *const short_words[] = { "no", "on", "yes", "odd", "not",
    "two", "ten", "net", "one", "six", "now", "won", "own", "all", "any", "top",
    "red", "max", "min", "the", "No", "On", "Yes", "Odd", NULL };

static const char *const infinities[] = { "inf", "Inf", "infinity", "Infinity",
    "oo", NULL };

bool equiv_name_label(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isupper((unsigned char)s[i]))
            return false;
    return n >= 2;
}

bool equiv_name_infinity(const char *s, size_t n)
{
    return equiv_text_find(s, n, infinities) >= 0;
}

bool equiv_name_known(const char *s, size_t n)
{
    return equiv_text_find(s, n, functions) >= 0
           || equiv_text_find(s, n, letters) >= 0 || equiv_name_infinity(s, n)
           || (n == 4 && memcmp(s, "sqrt", 4) == 0);
}

/* Bob, Yes. */
static bool is_capitalised(const char *s)
{
    return isupper((unsigned char)s[0]) && islower((unsigned char)s[1])
           && islower((unsigned char)s[2]);
}

size_t equiv_name_word(const char *s, const char *end)
{
    size_t n = equiv_text_name(s, end);

    if (equiv_name_known(s, n) || equiv_name_called(s, n))
        return 0;
    if (n >= 4)
        return equiv_name_label(s, n) && n == 4 ? 0 : n;
    return equiv_text_find(s, n, short_words) >= 0
                   || (n == 3 && is_capitalised(s))
               ? n
               : 0;
}

bool equiv_name_function(const char *s, size_t n)
{
    return equiv_text_find(s, n, functions) >= 0;
}

bool equiv_name_called(const char *s, size_t n)
{
    return n > 2 && s[n - 1] >= 'x' && s[n - 1] <= 'z'
           && equiv_name_function(s, n - 1);
}

bool equiv_name_letter(const char *s, size_t n)
{
    return equiv_text_find(s, n, letters) >= 0;
}
