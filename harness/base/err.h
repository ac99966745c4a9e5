/*
 * Errors: a kind and one sentence, in storage of the caller.
 *
 * Whatever can fail returns 0 or -1 and takes a struct err * last. The kind
 * decides the exit code (cli/exit.h); the text says what, where and the
 * offending value, without capital, full stop or program name.
 */
#ifndef RETORT_BASE_ERR_H
#define RETORT_BASE_ERR_H

enum err_kind {
    ERR_NONE,
    ERR_USAGE,  // the command line, or a thing the user named does not exist
    ERR_CONFIG, // a file the user wrote: models.lua, a data row, a setting
    ERR_SUITE,  // a suite's Lua failed
    ERR_SYSTEM, // the machine: files, memory, network set-up, storage
    ERR_DATA,   // bytes from outside that are not what they claim to be
    ERR_REMOTE, // an endpoint said no for good: key, model, balance
    ERR_STOP    // the user or a budget ended the work; all is saved
};

struct err {
    enum err_kind kind;
    char text[1000];
};

/* Sets kind and text, replacing what was there. Always returns -1. */
int err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "where: " in front of the text that is there. Always returns -1. */
int err_wrap(struct err *e, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* As err_set, with ": " and the text of errno at the end. Always -1. */
int err_errno(struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Forgets what is there. */
void err_clear(struct err *e);

#endif
