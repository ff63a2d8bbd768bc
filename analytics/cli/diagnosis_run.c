/* diagnosis_run: the files of a run before they are read, and what was found as one verdict
 * (extract-check). */
#include "cli/diagnosis_run.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/listing.h"

static bool skips_bad_rows(const an_run *run)
{
    return strcmp(an_options_text(an_run_options(run), "bad-rows"), "skip") == 0;
}

/* Without a descriptor: what a file is like, so that all that is wrong with it is found at once. What is no
 * file, and so cannot be read twice, is read as it is. */
static an_code look_at(an_run *run, an_diagnosis *diagnosis, const char *file, an_error *err)
{
    const an_dialect told = an_schema_dialect(an_run_schema(run), file);
    const char *const extract = an_options_text(an_run_options(run), "extract");
    json_t *descriptor = NULL;
    struct stat about;
    if (strcmp(file, "-") == 0 || stat(file, &about) != 0 || !S_ISREG(about.st_mode))
        return AN_OK;
    an_code code = an_diagnosis_look(diagnosis, file, &told, extract, &descriptor, err);
    if (code == AN_OK && descriptor != NULL)
        code = an_run_describe(run, file, descriptor, err);
    json_decref(descriptor);
    return code;
}

an_code an_run_diagnose(an_run *run, an_diagnosis *diagnosis, an_error *err)
{
    const an_options *const given = an_run_options(run);
    an_code code = AN_OK;
    size_t n;
    const char *const *const files = an_run_files(run, &n);
    if (an_options_given(given, "schema") || an_options_given(given, "column") || skips_bad_rows(run))
        return AN_OK;
    for (size_t f = 0; f < n && code == AN_OK; f++)
        code = look_at(run, diagnosis, files[f], err);
    return code;
}

/* A kind of what is wrong, with how often and where it is first, for a message. */
static void list_kind(char *list, size_t size, const char *kind, uint64_t n, const char *file, uint64_t line)
{
    char text[200];
    snprintf(text, sizeof text, "%s: %" PRIu64 " (first: %s:%" PRIu64 ")", kind, n, file, line);
    an_listing_add(list, size, text);
}

bool an_run_diagnosed(an_run *run, const an_diagnosis *d)
{
    const an_counts *const counts = an_run_counts(run);
    const bool skips = skips_bad_rows(run);
    char list[340] = "";
    for (size_t i = 0; i < d->n; i++) {
        uint64_t n = 0;
        bool is_first = true;
        for (size_t k = 0; k < d->n; k++) {
            const bool is_same = strcmp(d->troubles[k].check, d->troubles[i].check) == 0;
            n += is_same ? d->troubles[k].violations : 0;
            is_first = is_first && !(is_same && k < i);
        }
        if (is_first)
            list_kind(list, sizeof list, an_trouble_phrase(&d->troubles[i]), n, d->troubles[i].file,
                      d->troubles[i].line);
    }
    for (size_t i = 0; i < counts->n_reasons && !skips; i++)
        list_kind(list, sizeof list, counts->reasons[i].text, counts->reasons[i].rows,
                  counts->files[counts->reasons[i].file].name, counts->reasons[i].line);
    if (list[0] == '\0')
        return false;
    an_error verdict;
    if (d->n > 0)
        an_fail_at(&verdict, AN_DATA, d->troubles[0].file, 0, 0,
                   "cannot be read as it is: %s; extract-check --infer %s drafts a descriptor, for --schema",
                   list, d->troubles[0].file);
    else
        an_fail(&verdict, AN_DATA,
                "%" PRIu64 " of %" PRIu64 " rows cannot be read: %s; --bad-rows skip leaves them out",
                counts->rejected, counts->read, list);
    an_run_verdict(run, &verdict);
    return true;
}
