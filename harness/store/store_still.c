/* A folder without leave to write, as on a disk that is mounted to be read:
 * SQLite cannot make the files there that it wants beside a database. While
 * they are not there nobody writes it, so it is read into memory as it is. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/db.h"

static bool has_log(const struct store *s)
{
    char *log = mem_printf("%s-wal", s->path);
    bool there = file_exists(log);

    free(log);
    return there;
}

bool still_is(const struct store *s, const char *dir)
{
    return access(dir, W_OK) < 0 && !has_log(s);
}

static bool same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_size == b->st_size
           && a->st_mtim.tv_sec == b->st_mtim.tv_sec
           && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

int still_open(struct store *s, struct err *e)
{
    struct stat before = { 0 }, after = { 0 };
    struct buf *file = &s->still;
    bool told = stat(s->path, &before) == 0;

    if (file_read(s->path, file, e) < 0)
        return -1;
    if (!told || stat(s->path, &after) < 0 || !same_file(&before, &after)
        || has_log(s))
        return err_set(e, ERR_SYSTEM,
            "%s is being written just now, by somebody who may: run this again",
            s->path);
    if (sqlite3_open_v2(":memory:", &s->db, SQLITE_OPEN_READWRITE, NULL)
        != SQLITE_OK)
        return db_fail(s, "opening", e);
    if (file->len < 20)
        return 0;
    /* these two say that it has a log beside it; 1: none (fileformat2.html) */
    file->s[18] = file->s[19] = 1;
    if (sqlite3_deserialize(s->db, "main", (unsigned char *)file->s,
            (sqlite3_int64)file->len, (sqlite3_int64)file->len,
            SQLITE_DESERIALIZE_READONLY)
        != SQLITE_OK)
        return db_fail(s, "reading the database", e);
    return 0;
}
