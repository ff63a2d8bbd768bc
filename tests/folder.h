/* folder: a folder of its own for a test's files, made before and removed after each test. */
#ifndef AN_TESTS_FOLDER_H
#define AN_TESTS_FOLDER_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>
#include <gsl/gsl_errno.h>

enum { FOLDER_FILES = 32, FOLDER_PATH = 64 };

static char folder[] = "/tmp/cuprum-test-XXXXXX";
static char folder_paths[FOLDER_FILES][FOLDER_PATH];
static size_t folder_files;

/* For TestSuite(.init, .fini). GSL returns its codes, as under an_main. */
static inline void folder_make(void)
{
    gsl_set_error_handler_off();
    cr_assert_not_null(mkdtemp(folder));
}

static inline void folder_remove(void)
{
    for (size_t i = 0; i < folder_files; i++)
        remove(folder_paths[i]);
    cr_assert_eq(remove(folder), 0, "a file was left in %s", folder);
}

/* The path of the file called name, which is removed at the end if it is there. */
static inline const char *folder_path(const char *name)
{
    for (size_t i = 0; i < folder_files; i++)
        if (strcmp(strrchr(folder_paths[i], '/') + 1, name) == 0)
            return folder_paths[i];
    cr_assert_lt(folder_files, FOLDER_FILES);
    char *path = folder_paths[folder_files++];
    snprintf(path, FOLDER_PATH, "%s/%s", folder, name);
    return path;
}

static inline const char *folder_write(const char *name, const char *text, size_t size)
{
    const char *path = folder_path(name);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    cr_assert_eq(fwrite(text, 1, size, file), size);
    cr_assert_eq(fclose(file), 0);
    return path;
}

static inline const char *folder_put(const char *name, const char *text)
{
    return folder_write(name, text, strlen(text));
}

#endif
