#include "io/jail/jail_language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

const struct jail_language jail_languages[] = {
    { .name = "python",
        .path = "/usr/bin/python3",
        .command = "python3",
        .package = "python3",
        .hello = "print(1)" },
    { .name = "lua",
        .path = "/usr/bin/lua5.4",
        .command = "lua",
        .package = "lua5.4",
        .hello = "print(1)" },
    { .name = "c",
        .path = "/usr/bin/gcc",
        .command = "gcc",
        .package = "gcc libc6-dev",
        .hello = "#include <stdio.h>\nint main(void) { puts(\"1\"); }",
        .more = { "/usr/bin/as", "/usr/bin/ld", "/usr/bin/*-as",
            "/usr/bin/*-ld", "/usr/bin/*-ld.bfd", "/usr/lib/gcc",
            "/usr/libexec/gcc", "/usr/include" } },
};
const size_t jail_languages_n = sizeof jail_languages / sizeof *jail_languages;

const struct jail_language *jail_language_find(const char *name)
{
    for (size_t i = 0; i < jail_languages_n; i++)
        if (strcmp(jail_languages[i].name, name) == 0)
            return &jail_languages[i];
    return NULL;
}

char *jail_language_on_path(const char *name)
{
    const char *path = getenv("PATH");

    while (path != NULL && *path != '\0') {
        size_t len = strcspn(path, ":");
        char *full = mem_printf("%.*s/%s", (int)len, path, name);
        if (full[0] == '/' && access(full, X_OK) == 0)
            return full;
        free(full);
        path += len + (path[len] == ':');
    }
    return NULL;
}

/* A version switcher's script in front of the interpreter is of no use inside:
 * what it switches to is not there. */
static bool is_elf(const char *path)
{
    char head[4] = "";
    FILE *f = fopen(path, "re");
    size_t n = f != NULL ? fread(head, 1, 4, f) : 0;

    if (f != NULL)
        fclose(f);
    return n == 4 && memcmp(head, "\177ELF", 4) == 0;
}

char *jail_language_interpreter(const struct jail_language *lang)
{
    char *found = access(lang->path, X_OK) == 0
                      ? mem_str(lang->path)
                      : jail_language_on_path(lang->command);
    char *real = found != NULL ? realpath(found, NULL) : NULL;

    free(found);
    if (real != NULL && !is_elf(real)) {
        free(real);
        real = NULL;
    }
    return real;
}

bool jail_language_known(const char *language)
{
    return jail_language_find(language) != NULL;
}

void jail_language_list(bool look, struct buf *out)
{
    for (size_t i = 0; i < jail_languages_n; i++) {
        const struct jail_language *lang = &jail_languages[i];
        char *path = look ? jail_language_interpreter(lang) : NULL;
        buf_printf(out, "%s%s", i > 0 ? ", " : "", lang->name);
        if (look && path == NULL)
            buf_printf(out, " (apt-get install %s)", lang->package);
        free(path);
    }
}

bool jail_language_has_tests(const char *language)
{
    return strcmp(language, "python") == 0;
}

const char *jail_language_next(const char *list, char word[16])
{
    static const char blanks[] = " ,";
    size_t len;

    if (list == NULL)
        return NULL;
    list += strspn(list, blanks);
    len = strcspn(list, blanks);
    if (len == 0)
        return NULL;
    snprintf(word, 16, "%.*s", (int)len, list);
    return list + len;
}
