/* test_input: bytes of files, pipes and compressed files, and every way in which they fail. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "csv/input.h"
#include "packers.h"

/* A file in a folder of its own. */
typedef struct place {
    char folder[32], path[48];
} place;

static void make_place(place *to)
{
    strcpy(to->folder, "/tmp/test_input-XXXXXX");
    cr_assert_not_null(mkdtemp(to->folder));
    snprintf(to->path, sizeof to->path, "%s/in", to->folder);
}

static void drop_place(const place *from)
{
    unlink(from->path);
    cr_assert_eq(rmdir(from->folder), 0);
}

static void store(const place *to, const void *bytes, size_t size)
{
    FILE *const file = fopen(to->path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(bytes, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
}

/* Text that does not compress away, the same each time: a linear congruential generator. */
static char *make_text(size_t size)
{
    char *const text = malloc(size);
    cr_assert_not_null(text);
    uint32_t x = 1;
    for (size_t i = 0; i < size; i++) {
        x = x * 1664525 + 1013904223;
        text[i] = "0123456789,;\"\nab"[x >> 28];
    }
    return text;
}

/* Reads all, step bytes at a time; *size is what came before the end or the error. */
static an_code read_all(an_input *in, char *buffer, size_t room, size_t step, size_t *size, an_error *err)
{
    *size = 0;
    for (;;) {
        size_t got = 99;
        cr_assert_leq(*size + step, room);
        const an_code code = an_input_read(in, buffer + *size, step, &got, err);
        *size += got;
        if (code != AN_OK || got == 0)
            return code;
    }
}

static void check_text(const place *from, const char *text, size_t size, size_t step)
{
    an_input *in;
    an_error err;
    size_t got;
    char *const buffer = malloc(size + step);
    cr_assert_not_null(buffer);
    cr_assert_eq(an_input_open(&in, from->path, false, &err), AN_OK);
    cr_assert_eq(read_all(in, buffer, size + step, step, &got, &err), AN_OK, "%s", err.text);
    cr_assert_eq(got, size);
    cr_assert_arr_eq(buffer, text, size);
    cr_assert_eq(an_input_position(in), an_input_size(in));
    an_input_free(in);
    free(buffer);
}

Test(input, a_plain_file_is_read_as_it_is)
{
    place at;
    make_place(&at);
    char *const text = make_text(SIZE);
    for (size_t size = 0; size < 10; size++) {
        store(&at, text, size);
        for (size_t step = 1; step <= 11; step++)
            check_text(&at, text, size, step);
    }
    store(&at, text, SIZE);
    check_text(&at, text, SIZE, 1000);
    check_text(&at, text, SIZE, SIZE);
    check_text(&at, text, SIZE, SIZE + 1);
    free(text);
    drop_place(&at);
}

Test(input, a_compressed_file_is_known_by_its_first_bytes)
{
    place at;
    make_place(&at);
    char *const text = make_text(SIZE);
    unsigned char *const packed = malloc(PACKED);
    cr_assert_not_null(packed);
    static const size_t sizes[] = {0, 1, 1000, SIZE};
    static const size_t steps[] = {7, 1000, SIZE + 1};
    for (size_t i = 0; i < PACKERS; i++) {
        for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            store(&at, packed, packers[i].pack(packed, text, sizes[k]));
            for (size_t j = 0; j < sizeof steps / sizeof steps[0]; j++)
                check_text(&at, text, sizes[k], steps[j]);
        }
    }
    free(packed);
    free(text);
    drop_place(&at);
}

/* As `cat a.gz b.gz` makes them; the second member also of no text. */
Test(input, several_members_are_one_text)
{
    place at;
    make_place(&at);
    char *const text = make_text(2000);
    unsigned char *const packed = malloc(4 * PACKED);
    cr_assert_not_null(packed);
    for (size_t i = 0; i < PACKERS; i++) {
        size_t size = packers[i].pack(packed, text, 700);
        size += packers[i].pack(packed + size, text, 0);
        size += packers[i].pack(packed + size, text + 700, 1300);
        store(&at, packed, size);
        check_text(&at, text, 2000, 1);
        check_text(&at, text, 2000, 5000);
    }
    free(packed);
    free(text);
    drop_place(&at);
}

/* Reads the file with a buffer of size bytes; the error's text is then in err. */
static an_code read_file(const place *from, size_t *size, an_error *err)
{
    an_input *in;
    char *const buffer = malloc(2 * PACKED);
    cr_assert_not_null(buffer);
    cr_assert_eq(an_input_open(&in, from->path, false, err), AN_OK);
    const an_code code = read_all(in, buffer, 2 * PACKED, 1000, size, err);
    an_input_free(in);
    free(buffer);
    return code;
}

Test(input, a_truncated_file_is_an_error_wherever_it_was_cut)
{
    place at;
    make_place(&at);
    char *const text = make_text(1000);
    unsigned char *const packed = malloc(PACKED);
    cr_assert_not_null(packed);
    for (size_t i = 0; i < PACKERS; i++) {
        const size_t whole = packers[i].pack(packed, text, 1000);
        for (size_t cut = 6; cut < whole; cut += 3) {
            char expected[64];
            an_error err;
            size_t size;
            snprintf(expected, sizeof expected, "truncated %s data: the file ends too early",
                     packers[i].name);
            store(&at, packed, cut);
            cr_assert_eq(read_file(&at, &size, &err), AN_DATA, "%s cut at %zu", packers[i].name, cut);
            cr_assert_str_eq(err.text, expected);
            cr_assert_str_eq(err.file, at.path);
        }
    }
    free(packed);
    free(text);
    drop_place(&at);
}

Test(input, a_damaged_file_is_an_error)
{
    place at;
    make_place(&at);
    char *const text = make_text(SIZE);
    unsigned char *const packed = malloc(PACKED);
    cr_assert_not_null(packed);
    for (size_t i = 0; i < PACKERS; i++) {
        char expected[32];
        an_error err;
        size_t whole = packers[i].pack(packed, text, SIZE), size;
        snprintf(expected, sizeof expected, "damaged %s data: ", packers[i].name);
        memset(packed + whole, 'x', 50);
        store(&at, packed, whole + 50);
        cr_assert_eq(read_file(&at, &size, &err), AN_DATA, "%s with bytes behind", packers[i].name);
        cr_assert_eq(strncmp(err.text, expected, strlen(expected)), 0, "%s", err.text);
        memset(packed + whole / 2, 0x55, 100);
        store(&at, packed, whole);
        cr_assert_neq(read_file(&at, &size, &err), AN_OK, "%s damaged", packers[i].name);
        cr_assert_eq(err.code, AN_DATA);
    }
    free(packed);
    free(text);
    drop_place(&at);
}

/* FIPS 180-2, appendix B: SHA-256 examples; the empty text: NIST's SHA test vectors (SHA256ShortMsg). */
Test(input, the_hash_is_sha_256_of_the_stored_bytes)
{
    static const struct {
        const char *text, *hash;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    place at;
    make_place(&at);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        store(&at, cases[i].text, strlen(cases[i].text));
        for (size_t read = 0; read < 4; read++) { /* the rest is read for the hash */
            an_input *in;
            an_error err;
            char buffer[4], hash[AN_SHA256_SIZE];
            size_t got;
            cr_assert_eq(an_input_open(&in, at.path, true, &err), AN_OK);
            if (read > 0)
                cr_assert_eq(an_input_read(in, buffer, read, &got, &err), AN_OK);
            for (int again = 0; again < 2; again++) {
                cr_assert_eq(an_input_hash(in, hash, &err), AN_OK);
                cr_assert_str_eq(hash, cases[i].hash);
            }
            cr_assert_eq(an_input_position(in), strlen(cases[i].text));
            cr_assert_eq(an_input_read(in, buffer, 4, &got, &err), AN_OK);
            cr_assert_eq(got, 0);
            an_input_free(in);
        }
    }
    drop_place(&at);
}

/* gzip of "abc" with no name and no time; the hash is what `sha256sum` prints for these bytes. */
Test(input, a_compressed_file_is_hashed_as_stored)
{
    static const unsigned char packed[] = {0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0x03, 0x4b, 0x4c,
                                           0x4a, 0x06, 0, 0xc2, 0x41, 0x24, 0x35, 0x03, 0, 0, 0};
    place at;
    an_input *in;
    an_error err;
    char buffer[10], hash[AN_SHA256_SIZE];
    size_t got;
    make_place(&at);
    store(&at, packed, sizeof packed);
    cr_assert_eq(an_input_open(&in, at.path, true, &err), AN_OK);
    cr_assert_eq(an_input_read(in, buffer, sizeof buffer, &got, &err), AN_OK);
    cr_assert_eq(got, 3);
    cr_assert_arr_eq(buffer, "abc", 3);
    cr_assert_eq(an_input_hash(in, hash, &err), AN_OK);
    cr_assert_str_eq(hash, "a058a4f3405f909f3a49df0cb75d96198d371ae7913e5ef6b8114a382746ee5a");
    an_input_free(in);
    drop_place(&at);
}

Test(input, no_hash_without_asking)
{
    place at;
    an_input *in;
    an_error err;
    char hash[AN_SHA256_SIZE];
    make_place(&at);
    store(&at, "a", 1);
    cr_assert_eq(an_input_open(&in, at.path, false, &err), AN_OK);
    cr_assert_eq(an_input_hash(in, hash, &err), AN_USAGE);
    an_input_free(in);
    drop_place(&at);
}

Test(input, what_cannot_be_opened_says_why)
{
    static const struct {
        const char *path, *text;
    } cases[] = {
        {"/nonexistent/q3.csv", "cannot open: No such file or directory"},
        {"", "cannot open: No such file or directory"},
        {"/tmp", "cannot open: Is a directory"},
        {"/dev/null/x", "cannot open: Not a directory"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_input *in;
        an_error err;
        cr_assert_eq(an_input_open(&in, cases[i].path, true, &err), AN_SYSTEM);
        cr_assert_null(in);
        cr_assert_str_eq(err.text, cases[i].text);
        cr_assert_str_eq(err.file, cases[i].path);
    }
    an_input_free(NULL);
}

/* /proc/self/mem opens, but nothing is mapped at its beginning. */
Test(input, a_read_error_is_reported)
{
    for (int hash = 0; hash < 2; hash++) {
        an_input *in;
        an_error err;
        char buffer[10], hex[AN_SHA256_SIZE];
        size_t got;
        cr_assert_eq(an_input_open(&in, "/proc/self/mem", true, &err), AN_OK);
        const an_code code = hash ? an_input_hash(in, hex, &err) : an_input_read(in, buffer, 10, &got, &err);
        cr_assert_eq(code, AN_SYSTEM);
        cr_assert_str_eq(err.text, "cannot read: Input/output error");
        an_input_free(in);
    }
}

Test(input, stdin_is_read_from_where_it_stands)
{
    place at;
    an_input *in;
    an_error err;
    char buffer[10];
    size_t got;
    make_place(&at);
    store(&at, "head\nrest", 9);
    const int fd = open(at.path, O_RDONLY);
    cr_assert_eq(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    cr_assert_eq(lseek(fd, 5, SEEK_SET), 5);
    cr_assert_eq(an_input_open(&in, "-", false, &err), AN_OK);
    cr_assert_eq(an_input_size(in), 4);
    cr_assert_eq(an_input_read(in, buffer, 10, &got, &err), AN_OK);
    cr_assert_eq(got, 4);
    cr_assert_arr_eq(buffer, "rest", 4);
    an_input_free(in);
    close(fd);
    drop_place(&at);
}

Test(input, a_file_can_be_read_anywhere_unless_it_shrinks)
{
    place at;
    make_place(&at);
    char buffer[8];
    an_input *in;
    an_error err;
    size_t got;
    store(&at, "0123456789", 10);
    cr_assert_eq(an_input_open(&in, at.path, false, &err), AN_OK);
    cr_assert(!an_input_is_random(in), "not known before the first bytes are");
    cr_assert_eq(an_input_read(in, buffer, 2, &got, &err), AN_OK);
    cr_assert(an_input_is_random(in));
    cr_assert_eq(an_input_read_at(in, 7, buffer, 3, &err), AN_OK);
    cr_assert_arr_eq(buffer, "789", 3);
    cr_assert_eq(an_input_read_at(in, 0, buffer, 4, &err), AN_OK);
    cr_assert_arr_eq(buffer, "0123", 4);
    cr_assert_eq(an_input_read_at(in, 8, buffer, 3, &err), AN_SYSTEM);
    cr_assert_str_eq(err.text, "the file became shorter while it was read");
    cr_assert_str_eq(err.file, at.path);
    an_input_free(in);
    cr_assert_eq(an_input_open(&in, at.path, true, &err), AN_OK);
    cr_assert_eq(an_input_read(in, buffer, 2, &got, &err), AN_OK);
    cr_assert(!an_input_is_random(in), "what is hashed is read in order");
    an_input_free(in);
    drop_place(&at);
}

/* A thread of its own changes nothing: whole, cut off, and let go before its end. */
Test(input, reading_ahead_gives_the_same)
{
    place at;
    make_place(&at);
    char *const text = make_text(SIZE), *const buffer = malloc(SIZE + 1000);
    unsigned char *const packed = malloc(PACKED);
    cr_assert(packed != NULL && buffer != NULL);
    for (size_t i = 0; i < PACKERS; i++) {
        const size_t whole = packers[i].pack(packed, text, SIZE);
        for (int kind = 0; kind < 3; kind++) {
            an_input *in;
            an_error err;
            size_t got;
            store(&at, packed, kind == 1 ? whole - 5 : whole);
            cr_assert_eq(an_input_open(&in, at.path, false, &err), AN_OK);
            an_input_read_ahead(in);
            if (kind == 2) {
                cr_assert_eq(an_input_read(in, buffer, 10, &got, &err), AN_OK);
                cr_assert_arr_eq(buffer, text, 10);
            } else {
                const an_code code = read_all(in, buffer, SIZE + 1000, 1000, &got, &err);
                cr_assert_eq(code, kind == 0 ? AN_OK : AN_DATA, "%s", packers[i].name);
                cr_assert(kind == 1 || (got == SIZE && memcmp(buffer, text, SIZE) == 0));
            }
            an_input_free(in);
        }
    }
    free(packed);
    free(buffer);
    free(text);
    drop_place(&at);
}
