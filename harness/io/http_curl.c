#include "io/http_curl.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "io/http_memory.h"

static const struct {
    const char *symbol;
    size_t offset; // of the pointer in struct http_curl
} functions[] = {
#define X(name) { "curl_" #name, offsetof(struct http_curl, name) },
    HTTP_CURL_FUNCTIONS(X)
#undef X
};

int http_curl_load(struct http_curl *c, struct err *e)
{
    void *lib = dlopen("libcurl.so.4", RTLD_LAZY | RTLD_LOCAL);

    if (lib == NULL)
        return err_set(e, ERR_SYSTEM, "libcurl: %s", dlerror());
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *f = dlsym(lib, functions[i].symbol);
        if (f == NULL)
            return err_set(e, ERR_SYSTEM,
                "libcurl is too old: it has no %s (7.84 or later is needed)",
                functions[i].symbol);
        /* POSIX lets a function pointer travel in a void *, C does not */
        memcpy((char *)c + functions[i].offset, &f, sizeof f);
    }
    http_memory_own();
    if (c->global_init_mem(CURL_GLOBAL_DEFAULT, http_memory_alloc,
            http_memory_free, http_memory_resize, http_memory_str,
            http_memory_zalloc)
        != CURLE_OK)
        return err_set(e, ERR_SYSTEM, "libcurl does not start");
    return 0;
}
