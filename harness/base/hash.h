/*
 * SHA-256 (libcrypto): the addresses of requests, prompts, targets and data.
 */
#ifndef RETORT_BASE_HASH_H
#define RETORT_BASE_HASH_H

#include <stddef.h>

enum { HASH_SIZE = 32, HASH_HEX = 65 };

/* Writes the 32 bytes of the digest of one run of bytes. */
void hash_bytes(const void *bytes, size_t len, unsigned char out[HASH_SIZE]);

/* The same as 64 hexadecimal digits and a NUL. */
void hash_hex(const void *bytes, size_t len, char out[HASH_HEX]);

/* Digits of a digest. */
void hash_to_hex(const unsigned char digest[HASH_SIZE], char out[HASH_HEX]);

#endif
