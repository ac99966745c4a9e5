/*
 * SHA-256 (libcrypto): the addresses of requests, prompts, targets and data.
 */
#ifndef RETORT_BASE_HASH_H
#define RETORT_BASE_HASH_H

#include <stddef.h>

enum { HASH_SIZE = 32, HASH_HEX = 65 };

/* Writes the 32 bytes of the digest of one run of bytes. */
void hash_bytes(const void *bytes, size_t len, unsigned char out[HASH_SIZE]);

/* The digest of two runs of bytes, one behind the other. */
void hash_two(const void *a, size_t a_len, const void *b, size_t b_len,
    unsigned char out[HASH_SIZE]);

/* That of hash_bytes as 64 hexadecimal digits and a NUL. */
void hash_hex(const void *bytes, size_t len, char out[HASH_HEX]);

/* Digits of a digest. */
void hash_to_hex(const unsigned char digest[HASH_SIZE], char out[HASH_HEX]);

#endif
