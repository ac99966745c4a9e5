#include "base/hash.h"

/* The calls of before 3.0: SHA256() looks its own implementation up by name
 * each time, which costs as much as hashing a kilobyte. */
#define OPENSSL_API_COMPAT 0x10100000L
#include <openssl/sha.h>

void hash_bytes(const void *bytes, size_t len, unsigned char out[HASH_SIZE])
{
    hash_two(bytes, len, NULL, 0, out);
}

void hash_two(const void *a, size_t a_len, const void *b, size_t b_len,
    unsigned char out[HASH_SIZE])
{
    SHA256_CTX c;

    SHA256_Init(&c);
    SHA256_Update(&c, a, a_len);
    if (b_len > 0)
        SHA256_Update(&c, b, b_len);
    SHA256_Final(out, &c);
}

void hash_to_hex(const unsigned char digest[HASH_SIZE], char out[HASH_HEX])
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < HASH_SIZE; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[HASH_HEX - 1] = '\0';
}

void hash_hex(const void *bytes, size_t len, char out[HASH_HEX])
{
    unsigned char digest[HASH_SIZE];

    hash_bytes(bytes, len, digest);
    hash_to_hex(digest, out);
}
