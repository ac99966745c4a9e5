/*
 * The least that a client of libcurl can do: one multi handle, JOBS easy
 * handles that are set up once, N times the same POST, replies thrown away.
 *
 *   bare URL BODY-FILE N JOBS
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_BODY = 1 << 16, WAIT_MS = 1000 };

static void die(const char *what)
{
    perror(what);
    exit(2);
}

static size_t throw_away(char *bytes, size_t one, size_t len, void *arg)
{
    (void)bytes;
    (void)arg;
    return one * len;
}

static CURL *make(
    CURLU *url, struct curl_slist *headers, const char *body, size_t len)
{
    CURL *easy = curl_easy_init();

    if (easy == NULL)
        die("curl");
    curl_easy_setopt(easy, CURLOPT_CURLU, url);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, throw_away);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)len);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    return easy;
}

/* Sends a finished handle again while there is something to send. Returns how
 * many have finished. */
static long take_done(CURLM *multi, long *left)
{
    struct CURLMsg *m;
    int queued;
    long done = 0, status = 0;

    while ((m = curl_multi_info_read(multi, &queued)) != NULL) {
        CURL *easy = m->easy_handle;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (m->data.result != CURLE_OK || status != 200) {
            fprintf(stderr, "bare: a request failed\n");
            exit(1);
        }
        done++;
        curl_multi_remove_handle(multi, easy);
        if (*left > 0) {
            --*left;
            curl_multi_add_handle(multi, easy);
        }
    }
    return done;
}

static void post(CURLM *multi, CURL **easy, long jobs, long n)
{
    long left = n, done = 0;
    int running;

    for (long i = 0; i < jobs && left > 0; i++, left--)
        curl_multi_add_handle(multi, easy[i]);
    while (done < n) {
        curl_multi_perform(multi, &running);
        done += take_done(multi, &left);
        if (done < n)
            curl_multi_poll(multi, NULL, 0, WAIT_MS, NULL);
    }
}

int main(int argc, char **argv)
{
    char *body = malloc(MOST_BODY);
    FILE *f = argc == 5 ? fopen(argv[2], "rb") : NULL;
    long n = argc == 5 ? atol(argv[3]) : 0,
         jobs = argc == 5 ? atol(argv[4]) : 0;
    struct curl_slist *headers;
    CURLM *multi = curl_multi_init();
    CURLU *url = curl_url();
    CURL **easy;
    size_t len;

    if (f == NULL || body == NULL || jobs < 1) {
        fputs("usage: bare URL BODY-FILE N JOBS\n", stderr);
        return 2;
    }
    len = fread(body, 1, MOST_BODY, f);
    fclose(f);
    curl_url_set(url, CURLUPART_URL, argv[1], 0);
    headers = curl_slist_append(NULL, "Content-Type: application/json");
    headers = curl_slist_append(headers, "Expect:");
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, jobs);
    easy = calloc((size_t)jobs, sizeof(CURL *));
    if (easy == NULL)
        die("memory");
    for (long i = 0; i < jobs; i++)
        easy[i] = make(url, headers, body, len);
    post(multi, easy, jobs, n);
    for (long i = 0; i < jobs; i++)
        curl_easy_cleanup(easy[i]);
    curl_multi_cleanup(multi);
    curl_url_cleanup(url);
    curl_slist_free_all(headers);
    free(easy);
    free(body);
    return 0;
}
