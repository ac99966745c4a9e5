#include "store/store_rescue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

bool rescue_is_gone(struct store *s)
{
    int moved = 0;

    return sqlite3_file_control(s->db, "main", SQLITE_FCNTL_HAS_MOVED, &moved)
               == SQLITE_OK
           && moved != 0;
}

/* The folder may be gone as well. */
static int make_folder(const char *path, struct err *e)
{
    const char *slash = strrchr(path, '/');
    char *dir = mem_dup(path, slash != NULL ? (size_t)(slash - path) : 0);
    int rc = dir[0] != '\0' ? file_mkdirs(dir, e) : 0;

    free(dir);
    return rc;
}

static int write_copy(struct store *s, const char *to, struct err *e)
{
    sqlite3_stmt *st;
    int rc = -1;

    for (int i = 0; i < DB_STATEMENTS; i++) /* none may stand on a row */
        if (s->kept[i] != NULL)
            sqlite3_reset(s->kept[i]);
    unlink(to);
    st = db_prepare(s, "VACUUM INTO ?", e);
    if (st == NULL)
        return -1;
    if (sqlite3_bind_text(st, 1, to, -1, SQLITE_STATIC) == SQLITE_OK)
        rc = sqlite3_step(st) == SQLITE_DONE ? 0
                                             : db_fail(s, "writing it anew", e);
    sqlite3_finalize(st);
    return rc;
}

int rescue_all(struct store *s, struct err *e)
{
    struct err why = { 0 };
    char *copy = mem_printf("%s.new", s->path);
    int rc;

    if (s->rescued == NULL) /* what is there now is somebody else's */
        s->rescued = file_exists(s->path) ? mem_printf("%s.rescued", s->path)
                                          : mem_str(s->path);
    rc = make_folder(s->path, &why);
    if (rc == 0)
        rc = write_copy(s, copy, &why);
    if (rc == 0 && rename(copy, s->rescued) < 0)
        rc = err_errno(&why, ERR_SYSTEM, "%s", s->rescued);
    if (rc == 0)
        err_set(e, ERR_SYSTEM,
            "%s was moved or removed while it was written; all it held is in "
            "%s now: %srun the same command again",
            s->path, s->rescued,
            strcmp(s->path, s->rescued) == 0 ? ""
                                             : "put that in its place and ");
    else
        err_set(e, ERR_SYSTEM,
            "%s was moved or removed while it was written, and cannot be "
            "written anew (%.400s): what was stored since is lost",
            s->path, why.text);
    free(copy);
    return -1;
}
