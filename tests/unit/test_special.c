/*
 * stats/special: against 30-digit values of mpmath 1.3.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "stats/special.h"
#include "near.h"

static void test_beta(void **state)
{
    static const struct {
        double a, b, x, want;
    } t[] = {
        { 2, 3, 0.25, 0.26171875 },
        { 0.5, 0.5, 0.1, 0.20483276469913346 },
        { 0.001, 2, 0.5, 0.99980674653694775 },
        { 500.5, 820.5, 0.4, 0.94249553342642829 },
        { 3, 7000, 0.0001, 0.034158010955156719 },
        { 14042.5, 0.5, 0.99999, 0.59614698935735838 },
        { 4, 5, 0, 0 },
        { 4, 5, 1, 1 },
        { -1, 5, 0.5, NAN },
        { 1, 5, 1.5, NAN },
    };
    static const double shape[] = { 0.05, 0.5, 1, 7.5, 300, 14042.5 };
    static const double share[] = { 1e-12, 0.025, 0.3, 0.5, 0.975 };

    (void)state;
    for (size_t i = 0; i < COUNT(t); i++)
        SAME(special_beta_inc(t[i].a, t[i].b, t[i].x), t[i].want);
    for (size_t i = 0; i < COUNT(shape) * COUNT(shape) * 5; i++) {
        double a = shape[i / 5 % COUNT(shape)], p = share[i % 5];
        double b = shape[i / 5 / COUNT(shape)];
        double x = special_beta_inv(a, b, p);

        if (x < 0.9 && x > 1e-300) // else I is steeper than a double
            NEAR(special_beta_inc(a, b, x), p, 2e-11);
    }
    SAME(special_beta_inv(1, 4, 0), 0);
    SAME(special_beta_inv(1, 4, 1), 1);
    SAME(special_beta_inv(1, 1, 0.3), 0.3);
    SAME(special_beta_inv(1, 1e6, 0.975), -expm1(log(0.025) / 1e6));
    SAME(special_beta_inv(1, 2, NAN), NAN);
}

static void test_normal_and_t(void **state)
{
    static const struct {
        double p, z;
    } t[] = {
        { 0.975, 1.9599639845400539 },
        { 0.025, -1.9599639845400542 },
        { 1e-10, -6.3613409024040562 },
        { 1e-300, -37.047096299361199 },
        { 0.02425, -1.9729610513118848 },
        { 0, -INFINITY },
        { 1, INFINITY },
        { 1.1, NAN },
    };
    static const struct {
        double p, df, t;
    } s[] = {
        { 0.975, 1, 12.706204736174693 },
        { 0.975, 3, 3.1824463052837084 },
        { 0.95, 30, 1.6972608865939574 },
        { 0.6, 2.5, 0.28145951274854759 },
        { 0.9995, 1000, 3.3002826484239442 },
        { 0.5, 4, 0 },
        { 0.5, 0, NAN },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(t); i++)
        SAME(special_normal_quantile(t[i].p), t[i].z);
    WITHIN(special_normal_quantile(0.5), 0, 1e-15);
    SAME(special_normal_cdf(-37.047096299361199), 1e-300);
    for (size_t i = 0; i + 2 < COUNT(s); i++) {
        SAME(special_t_quantile(s[i].p, s[i].df), s[i].t);
        SAME(special_t_cdf(s[i].t, s[i].df), s[i].p);
        SAME(special_t_cdf(-s[i].t, s[i].df), 1 - s[i].p);
    }
    WITHIN(special_t_quantile(0.5, 4), 0, 1e-15);
    SAME(special_t_quantile(0.5, 0), NAN);
    SAME(special_t_cdf(INFINITY, 3), 1);
    SAME(special_chi2_1_tail(0), 1);
    SAME(special_chi2_1_tail(1), 0.31731050786291415);
}

static void test_binomial(void **state)
{
    (void)state;
    SAME(special_log_binomial(3, 1000, 0.001), -1 * 2.7922608048150945);
    SAME(special_log_binomial(0, 5, 0), 0);
    SAME(special_log_binomial(5, 5, 1), 0);
    SAME(special_log_binomial(4, 5, 1), -INFINITY);
    SAME(special_log_half_tail(10, 2497), -1667.6784882941068);
    SAME(special_log_half_tail(742, 3239), -505.72553295405375);
    SAME(special_log_half_tail(0, 3000), -2079.4415416798359);
    SAME(special_log_half_tail(1200, 2400), -0.67699330584451952);
    SAME(special_log_half_tail(3, 9), -1.3707901745839254);
    SAME(special_log_half_tail(-1, 9), -INFINITY);
    SAME(special_log_half_tail(9, 9), 0);
    SAME(special_log_half_tail(0, 0), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beta),
        cmocka_unit_test(test_normal_and_t),
        cmocka_unit_test(test_binomial),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
