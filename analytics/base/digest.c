/* digest: SHA-256 (FIPS 180-4), by OpenSSL. */
#include "base/digest.h"

/* The plain functions never allocate; EVP_MD_fetch crashes where an allocation fails (OpenSSL 3.0). */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

struct an_digest {
    SHA256_CTX context;
    char hex[AN_SHA256_SIZE]; /* "" until it was asked for */
};

an_digest *an_digest_new(void)
{
    an_digest *const digest = calloc(1, sizeof *digest);
    if (digest != NULL && SHA256_Init(&digest->context) != 1) {
        free(digest);
        return NULL;
    }
    return digest;
}

void an_digest_free(an_digest *digest)
{
    free(digest);
}

bool an_digest_add(an_digest *digest, const void *bytes, size_t size)
{
    return SHA256_Update(&digest->context, bytes, size) == 1;
}

bool an_digest_text(an_digest *digest, char hex[AN_SHA256_SIZE])
{
    if (digest->hex[0] == '\0') {
        unsigned char bytes[SHA256_DIGEST_LENGTH];
        if (SHA256_Final(bytes, &digest->context) != 1)
            return false;
        for (size_t i = 0; i < sizeof bytes; i++) {
            digest->hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
            digest->hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
        }
    }
    memcpy(hex, digest->hex, AN_SHA256_SIZE);
    return true;
}
