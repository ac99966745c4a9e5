#include "base/hash.h"

#include <openssl/sha.h>

void hash_bytes(const void *bytes, size_t len, unsigned char out[HASH_SIZE])
{
    SHA256(bytes, len, out);
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
