/* digest: the SHA-256 of bytes that come piece by piece, as the audit record writes it. */
#ifndef AN_BASE_DIGEST_H
#define AN_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { AN_SHA256_SIZE = 65 }; /* 64 hex digits and a NUL */

typedef struct an_digest an_digest;

/* Of no bytes yet. NULL: no memory. */
an_digest *an_digest_new(void);
void an_digest_free(an_digest *digest);

/* Adds bytes. False: OpenSSL refused. */
bool an_digest_add(an_digest *digest, const void *bytes, size_t size);

/* The digest of all that was added, in hex; nothing may be added behind it, asking again gives the same.
 * False: OpenSSL refused. */
bool an_digest_text(an_digest *digest, char hex[AN_SHA256_SIZE]);

#endif
