#include "model/batch.h"

#include <stdlib.h>
#include <string.h>

static const struct batch_service *const services[] = { &batch_openai,
    &batch_anthropic, &batch_gemini };

const struct batch_service *batch_service_of(const struct model *m)
{
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (strcmp(services[i]->provider, m->provider) == 0)
            return services[i];
    return NULL;
}

void batch_status_clear(struct batch_status *s)
{
    for (size_t i = 0; i < sizeof s->results / sizeof *s->results; i++)
        free(s->results[i]);
    memset(s, 0, sizeof *s);
}

char *batch_page_url(
    char *first, const struct json *page, const char *key, const char *token)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrst"
                                "uvwxyz0123456789-_.~";
    struct buf b = { 0 };

    if (page == NULL)
        return first;
    if (token == NULL || token[0] == '\0') {
        free(first);
        return NULL;
    }
    buf_printf(&b, "%s&%s=", first, key);
    free(first);
    for (; *token != '\0'; token++)
        if (strchr(plain, *token) != NULL)
            buf_putc(&b, *token);
        else
            buf_printf(&b, "%%%02X", (unsigned char)*token);
    return buf_take(&b);
}
