/* config: settings are read line by line, those for all programs first, then those of the program. */
#include "cli/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"

/* ---- which file ---- */

/* FOLDER/REST where the folder's variable is set and the file can be there; NULL: it is not. */
static const char *under(an_run *run, const char *variable, const char *rest)
{
    const char *const folder = getenv(variable);
    if (folder == NULL || folder[0] != '/')
        return NULL;
    const size_t size = strlen(folder) + strlen(rest) + 1;
    char *const path = an_arena_alloc(&run->arena, size);
    if (path != NULL)
        snprintf(path, size, "%s%s", folder, rest);
    return path;
}

/* Opens the file of settings; *file NULL: there is none. */
static an_code open_config(an_run *run, FILE **file, an_error *err)
{
    const char *const told = an_options_text(run->options, "config"), *const named =
                                                                          told != NULL
                                                                              ? told
                                                                              : getenv("CUPRUM_CONFIG");
    *file = NULL;
    if (named != NULL && named[0] != '\0') {
        if (strcmp(named, "none") == 0)
            return AN_OK;
        run->config = named;
        *file = fopen(named, "re");
        return *file != NULL ? AN_OK : an_fail_errno(err, named, "cannot open the settings");
    }
    const char *const xdg = under(run, "XDG_CONFIG_HOME", "/cuprum/config"),
                      *const places[] = {xdg != NULL ? xdg : under(run, "HOME", "/.config/cuprum/config"),
                                         "/etc/cuprum/config"};
    for (size_t i = 0; i < sizeof places / sizeof places[0] && *file == NULL; i++) {
        if (places[i] == NULL)
            continue;
        run->config = places[i];
        *file = fopen(places[i], "re");
        if (*file == NULL && errno != ENOENT && errno != ENOTDIR)
            return an_fail_errno(err, places[i], "cannot open the settings");
    }
    if (*file == NULL)
        run->config = NULL;
    return AN_OK;
}

/* ---- what is known ---- */

static bool has_option(const an_option *options, const char *name)
{
    for (; options != NULL && options->name != NULL; options++)
        if (strcmp(options->name, name) == 0)
            return true;
    return false;
}

static const an_program *find_program(const char *name)
{
    const an_program *program;
    for (size_t p = 0; (program = an_program_of(p)) != NULL; p++)
        if (strcmp(program->name, name) == 0)
            return program;
    return NULL;
}

/* Whether the program of a section, or any where section is NULL, has the option. */
static bool is_known(const an_program *section, const char *name)
{
    if (has_option(an_standard_options, name) || (section != NULL && has_option(section->options, name)))
        return true;
    const an_program *program;
    for (size_t p = 0; section == NULL && (program = an_program_of(p)) != NULL; p++)
        if (has_option(program->options, name))
            return true;
    return false;
}

/* ---- lines ---- */

static char *trim(char *text)
{
    text += strspn(text, " \t");
    size_t size = strlen(text);
    while (size > 0 && strchr(" \t\r\n", text[size - 1]) != NULL)
        size--;
    text[size] = '\0';
    return text;
}

/* NAME = VALUE under section (NULL: for all), which is applied where it is the pass's turn. */
static an_code read_setting(an_run *run, char *text, const an_program *section, bool is_turn, uint64_t line,
                            an_error *err)
{
    char *const sign = strchr(text, '=');
    if (sign == NULL)
        return an_fail_at(err, AN_USAGE, run->config, line, 0, "expected OPTION = VALUE or [PROGRAM]: '%s'",
                          text);
    *sign = '\0';
    const char *const name = trim(text), *const value = trim(sign + 1);
    if (!is_known(section, name))
        return an_fail_at(err, AN_USAGE, run->config, line, 0, "%s has no option '%s'; see --help",
                          section != NULL ? section->name : "no program", name);
    if (!is_turn)
        return AN_OK;
    bool has;
    an_error inner;
    const an_code code =
        an_options_settle(run->options, an_program_uses(run->program), name, value, &has, &inner);
    if (code == AN_USAGE)
        return an_fail_at(err, code, run->config, line, 0, "%s", inner.text);
    if (code != AN_OK)
        *err = inner;
    return code;
}

/* One reading of the file: own false: the settings for all programs; true: those of this one. */
static an_code read_pass(an_run *run, FILE *file, bool own, an_error *err)
{
    char *buffer = NULL;
    size_t room = 0;
    const an_program *section = NULL;
    an_code code = AN_OK;
    rewind(file);
    for (uint64_t line = 1; code == AN_OK && getline(&buffer, &room, file) >= 0; line++) {
        char *const text = trim(buffer);
        const size_t size = strlen(text);
        if (size == 0 || text[0] == '#')
            continue;
        if (text[0] != '[') {
            code = read_setting(run, text, section,
                                own ? section != NULL && strcmp(section->name, run->program->name) == 0
                                    : section == NULL,
                                line, err);
            continue;
        }
        text[size - 1] = text[size - 1] == ']' ? '\0' : text[size - 1];
        section = find_program(trim(text + 1));
        if (section == NULL)
            code = an_fail_at(err, AN_USAGE, run->config, line, 0, "there is no program '%s'", text + 1);
    }
    if (code == AN_OK && ferror(file))
        code = an_fail_errno(err, run->config, "cannot read the settings");
    free(buffer);
    return code;
}

/* The digest of the file as it was applied, for the audit record. */
static an_code keep_digest(an_run *run, FILE *file, an_error *err)
{
    an_digest *const digest = an_digest_new();
    char bytes[4096];
    size_t n;
    bool ok = digest != NULL;
    rewind(file);
    while (ok && (n = fread(bytes, 1, sizeof bytes, file)) > 0)
        ok = an_digest_add(digest, bytes, n);
    ok = ok && an_digest_text(digest, run->config_sha256);
    an_digest_free(digest);
    if (ferror(file))
        return an_fail_errno(err, run->config, "cannot read the settings");
    return ok ? AN_OK : an_fail(err, AN_SYSTEM, "cannot make the SHA-256 of %s", run->config);
}

an_code an_config_apply(an_run *run, an_error *err)
{
    FILE *file;
    an_code code = open_config(run, &file, err);
    if (file == NULL)
        return code;
    code = read_pass(run, file, false, err);
    if (code == AN_OK)
        code = read_pass(run, file, true, err);
    if (code == AN_OK)
        code = keep_digest(run, file, err);
    fclose(file);
    return code;
}
