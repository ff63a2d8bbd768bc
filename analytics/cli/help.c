/* help: --help and --man, made of a program's declaration. */
#include <stdio.h>
#include <string.h>

#include "cli/run.h"
#include "schema/extract.h"

/* ---- what both show ---- */

/* The columns of a source, each once: those it cannot do without, or the others. */
enum { SHOWN_SIZE = 96, DESCRIBED_SIZE = 1024 };

typedef struct name_list {
    const char *names[96];
    size_t n;
} name_list;

static void add_name(name_list *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->names[i], name) == 0)
            return;
    if (list->n < sizeof list->names / sizeof list->names[0])
        list->names[list->n++] = name;
}

/* The name with "{option}" replaced by the option's default; *option: its name, NULL where there is none. */
static const char *shown_name(const an_program *program, const char *name, char shown[SHOWN_SIZE],
                              const an_option **option)
{
    const char *const open = strchr(name, '{'), *const close = open != NULL ? strchr(open, '}') : NULL;
    *option = NULL;
    for (const an_option *o = program->options; close != NULL && o != NULL && o->name != NULL; o++)
        if (strlen(o->name) == (size_t)(close - open) - 1 && strncmp(o->name, open + 1, strlen(o->name)) == 0)
            *option = o;
    if (*option == NULL)
        return name;
    snprintf(shown, SHOWN_SIZE, "%.*s%s%s", (int)(open - name), name, (*option)->fallback, close + 1);
    return shown;
}

static void add_conditions(name_list *list, const an_condition where[AN_CONDITIONS])
{
    for (size_t i = 0; i < AN_CONDITIONS && where[i].column != NULL; i++)
        add_name(list, where[i].column);
}

static void collect(const an_source *source, name_list *needed, name_list *used)
{
    for (const an_need *need = source->reads; need != NULL && need->name != NULL; need++)
        add_name(need->optional ? used : needed, need->name);
    name_list all = {.n = 0};
    for (const an_sum *sum = source->sums; sum != NULL && sum->name != NULL; sum++) {
        if (sum->distinct != NULL || sum->of != NULL)
            add_name(&all, sum->distinct != NULL ? sum->distinct : sum->of);
        add_conditions(&all, sum->where);
    }
    for (const char *const *name = source->sample; name != NULL && *name != NULL; name++)
        add_name(&all, *name);
    for (const char *const *name = source->carry; name != NULL && *name != NULL; name++)
        add_name(&all, *name);
    for (size_t i = 0; i < all.n; i++) {
        size_t before = needed->n;
        add_name(needed, all.names[i]);
        if (needed->n > before) { /* not needed: then used where present */
            needed->n = before;
            add_name(used, all.names[i]);
        }
    }
}

static const char *exit_statuses[] = {"0  done", "1  system: a file, memory, a full disk",
                                      "2  the command line", "3  the input data"};

/* ---- text ---- */

static void wrap(an_writer *writer, const char *text, size_t indent)
{
    enum { WIDTH = 100 };
    size_t column = indent;
    an_writer_print(writer, "%*s", (int)indent, "");
    while (*text != '\0') {
        size_t word = strcspn(text, " \n");
        if (column > indent && column + 1 + word > WIDTH) {
            an_writer_print(writer, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column > indent) {
            an_writer_string(writer, " ");
            column++;
        }
        an_writer_bytes(writer, text, word);
        column += word;
        text += word;
        if (*text == '\n') { /* a line of its own */
            an_writer_print(writer, "\n%*s", (int)indent, "");
            column = indent;
        }
        text += *text != '\0';
    }
    an_writer_string(writer, "\n");
}

/* What a column is: its title, unit and codes. */
static void describe_column(const an_column *column, char text[DESCRIBED_SIZE])
{
    snprintf(text, DESCRIBED_SIZE, "%s%s%s%s%s", column->title, column->unit != NULL ? ", " : "",
             column->unit != NULL ? column->unit : "", column->codes != NULL ? ": " : "",
             column->codes != NULL ? column->codes : "");
}

static void text_names(an_writer *writer, const an_program *program, const char *label, const name_list *list)
{
    if (list->n == 0)
        return;
    an_writer_print(writer, "  %s:\n", label);
    for (size_t i = 0; i < list->n; i++) {
        char shown[SHOWN_SIZE];
        const an_option *option;
        const char *const name = shown_name(program, list->names[i], shown, &option);
        const an_column *column = an_column_find(name);
        char text[DESCRIBED_SIZE] = "";
        if (column != NULL)
            describe_column(column, text);
        an_writer_print(writer, "    %-22s%s", name, text);
        if (option != NULL)
            an_writer_print(writer, " (by default; or as --%s says)", option->name);
        an_writer_string(writer, "\n");
    }
}

/* What is done with the versions of rows, where the extract has some; "" where not. */
static void describe_versions(const an_source *source, char text[DESCRIBED_SIZE])
{
    const an_extract *const extract = an_extract_of(source->extract);
    text[0] = '\0';
    if (extract != NULL && extract->version != NULL && extract->state != NULL)
        snprintf(text, DESCRIBED_SIZE,
                 "Where the column %s is there, the last version of a row counts; where %s is, none that was "
                 "%s. Such a file is read twice.",
                 extract->version, extract->state, extract->withdrawn);
}

static void text_sources(an_writer *writer, const an_program *program)
{
    for (const an_source *source = program->sources; source != NULL && source->extract != NULL; source++) {
        name_list needed = {.n = 0}, used = {.n = 0};
        collect(source, &needed, &used);
        an_writer_print(writer, "\nReads the extract %s", source->extract);
        if (source->option != NULL)
            an_writer_print(writer, " (--%s FILE%s)", source->option, source->optional ? ", optional" : "");
        if (source->date != NULL)
            an_writer_print(writer, ", dated by %s or period", source->date);
        an_writer_string(writer, "\n");
        text_names(writer, program, "columns it needs", &needed);
        text_names(writer, program, "columns it uses where they are present", &used);
        char versions[DESCRIBED_SIZE];
        describe_versions(source, versions);
        if (versions[0] != '\0')
            wrap(writer, versions, 2);
    }
}

/* The default of an option in this program; NULL: none. */
static const char *fallback_of(const an_program *program, const an_option *option)
{
    if (strcmp(option->name, "by") == 0)
        return program->by;
    return strcmp(option->name, "period") == 0 && program->period != NULL ? program->period
                                                                          : option->fallback;
}

/* The choices of an option whose help names none of them; "" otherwise. */
static const char *choices_of(const an_option *option)
{
    size_t size;
    const char *word;
    const char *const choices = option->choices != NULL ? option->choices : "";
    for (int k = 1; (word = an_words_get(choices, k, &size)) != NULL; k++)
        if (memmem(option->help, strlen(option->help), word, size) != NULL)
            return "";
    return choices;
}

/* What an option does: its help, choices and default. */
static void describe_option(const an_program *program, const an_option *option, char text[DESCRIBED_SIZE])
{
    const char *const fallback = fallback_of(program, option), *const choices = choices_of(option);
    snprintf(text, DESCRIBED_SIZE, "%s%s%s%s%s%s", option->help, choices[0] != '\0' ? ": " : "", choices,
             fallback != NULL ? " (default " : "", fallback != NULL ? fallback : "",
             fallback != NULL ? ")" : "");
}

static void text_option(an_writer *writer, const an_program *program, const an_option *option)
{
    char head[80], text[DESCRIBED_SIZE], letter[5] = "    ";
    if (option->letter != '\0')
        snprintf(letter, sizeof letter, "-%c, ", option->letter);
    snprintf(head, sizeof head, "  %s--%s%s%s", letter, option->name,
             option->argument != NULL && option->alone == NULL ? " " : "",
             option->argument != NULL ? option->argument : "");
    an_writer_print(writer, strlen(head) < 32 ? "%-32s" : "%s\n", head);
    if (strlen(head) >= 32)
        an_writer_print(writer, "%32s", "");
    describe_option(program, option, text);
    an_writer_print(writer, "%s\n", text);
}

static void text_options(an_writer *writer, const an_program *program, const char *title,
                         const an_option *options)
{
    if (options == NULL || options->name == NULL)
        return;
    an_writer_print(writer, "\n%s\n", title);
    for (; options->name != NULL; options++)
        if (an_option_applies(options, an_program_uses(program)))
            text_option(writer, program, options);
}

/* The settings that apply. */
static void text_settings(an_writer *writer, const an_run *run)
{
    const an_option *option;
    const char *const *values;
    size_t at = 0, n;
    if (run->config == NULL)
        return;
    an_writer_print(writer, "\nSettings of %s\n", run->config);
    while ((option = an_options_settled(run->options, &at, &values, &n)) != NULL) {
        an_writer_print(writer, "  %s =", option->name);
        if (option->type == AN_OPTION_FLAG)
            an_writer_string(writer, " yes");
        for (size_t i = 0; i < n; i++)
            an_writer_print(writer, "%s%s", i == 0 ? " " : ",", values[i]);
        an_writer_string(writer, "\n");
    }
}

void an_help_text(const an_run *run, an_writer *writer)
{
    const an_program *const program = run->program;
    an_writer_print(writer, "%s: %s\n\nUsage: %s %s\n\n", program->name, program->summary, program->name,
                    program->usage != NULL ? program->usage : "[OPTION]... [FILE]...");
    wrap(writer, program->definition, 0);
    text_sources(writer, program);
    if (program->indicators != NULL)
        an_writer_string(writer, "\nIndicators\n");
    for (const an_indicator *i = program->indicators; i != NULL && i->code != NULL; i++) {
        an_writer_print(writer, "  %s\n", i->code);
        wrap(writer, i->definition, 6);
    }
    if (program->output != NULL) {
        an_writer_string(writer, "\nWrites\n");
        wrap(writer, program->output, 2);
    }
    text_options(writer, program, "Options of this program", program->options);
    text_options(writer, program, "Standard options", an_standard_options);
    text_settings(writer, run);
    if (program->examples != NULL) {
        an_writer_string(writer, "\nExamples\n");
        wrap(writer, program->examples, 2);
    }
    an_writer_string(writer, "\nExit status\n");
    for (size_t i = 0; i < sizeof exit_statuses / sizeof exit_statuses[0]; i++)
        an_writer_print(writer, "  %s\n", exit_statuses[i]);
    if (program->source != NULL) {
        an_writer_string(writer, "\nSources\n");
        wrap(writer, program->source, 2);
    }
}

/* ---- mdoc ---- */

/* size bytes of text as roff takes them: no line begins a request, no backslash escapes. */
static void roff_bytes(an_writer *writer, const char *text, size_t size)
{
    bool line_start = true;
    for (const char *end = text + size; text < end; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            an_writer_string(writer, "\\&");
        if (*text == '\\')
            an_writer_string(writer, "\\e");
        else if (*text == '-')
            an_writer_string(writer, "\\-");
        else
            an_writer_bytes(writer, text, 1);
        line_start = *text == '\n';
    }
}

/* Lines as they are. */
static void roff_lines(an_writer *writer, const char *text)
{
    roff_bytes(writer, text, strlen(text));
    an_writer_string(writer, "\n");
}

/* What a word takes in a line of roff. */
static size_t roff_width(const char *word, size_t size)
{
    size_t width = size;
    for (size_t i = 0; i < size; i++)
        width += word[i] == '-' || word[i] == '\\';
    return width;
}

static bool ends_sentence(const char *word, size_t size)
{
    while (size > 0 && strchr(")]'\"", word[size - 1]) != NULL)
        size--;
    return size > 1 && strchr(".!?", word[size - 1]) != NULL;
}

/* Words, a new line after each sentence, as roff wants it to know where sentences end, and before a line gets
 * long. */
static void roff_words(an_writer *writer, const char *text, size_t size)
{
    enum { WIDTH = 76 };
    size_t column = 0;
    for (const char *end = text + size; text < end;) {
        size_t word = strcspn(text, " \n");
        if (word > (size_t)(end - text))
            word = (size_t)(end - text);
        size_t width = roff_width(text, word);
        bool fits = column == 0 || column + 1 + width <= WIDTH;
        if (word > 0 && column > 0)
            an_writer_string(writer, fits ? " " : "\n");
        if (word > 0)
            column = fits ? column + (column > 0) + width : width;
        roff_bytes(writer, text, word);
        if (ends_sentence(text, word)) {
            an_writer_string(writer, "\n");
            column = 0;
        }
        text += word + (text + word < end);
    }
    if (column > 0)
        an_writer_string(writer, "\n");
}

/* Paragraphs: an empty line in text becomes .Pp. */
static void roff_paragraphs(an_writer *writer, const char *text)
{
    const char *gap;
    for (; (gap = strstr(text, "\n\n")) != NULL; text = gap + 2) {
        roff_words(writer, text, (size_t)(gap - text));
        an_writer_string(writer, ".Pp\n");
    }
    roff_words(writer, text, strlen(text));
}

static void man_item(an_writer *writer, const char *name, const char *text)
{
    an_writer_string(writer, ".It ");
    roff_lines(writer, name);
    roff_words(writer, text, strlen(text));
}

static void man_names(an_writer *writer, const an_program *program, const char *label, const name_list *list)
{
    if (list->n == 0)
        return;
    an_writer_print(writer, "%s:\n.Bl -tag -width supplementary_units -compact\n", label);
    for (size_t i = 0; i < list->n; i++) {
        char shown[SHOWN_SIZE];
        const an_option *option;
        const char *const name = shown_name(program, list->names[i], shown, &option);
        const an_column *column = an_column_find(name);
        char text[DESCRIBED_SIZE] = "as the option says";
        if (column != NULL)
            describe_column(column, text);
        man_item(writer, name, text);
    }
    an_writer_string(writer, ".El\n");
}

static void man_sources(an_writer *writer, const an_program *program)
{
    for (const an_source *source = program->sources; source != NULL && source->extract != NULL; source++) {
        name_list needed = {.n = 0}, used = {.n = 0};
        collect(source, &needed, &used);
        an_writer_print(writer, ".Ss The extract %s\n", source->extract);
        if (source->option != NULL)
            an_writer_print(writer, "Named by \\-\\-%s.\n", source->option);
        man_names(writer, program, "Columns it needs", &needed);
        man_names(writer, program, "Columns it uses where they are present", &used);
        char versions[DESCRIBED_SIZE];
        describe_versions(source, versions);
        if (versions[0] != '\0')
            roff_paragraphs(writer, versions);
    }
}

static void man_options(an_writer *writer, const an_program *program, const an_option *options)
{
    for (; options != NULL && options->name != NULL; options++) {
        if (!an_option_applies(options, an_program_uses(program)))
            continue;
        char head[160], text[DESCRIBED_SIZE];
        char letter[6] = "";
        if (options->letter != '\0')
            snprintf(letter, sizeof letter, "-%c, ", options->letter);
        snprintf(head, sizeof head, "%s--%s%s%s", letter, options->name,
                 options->argument != NULL && options->alone == NULL ? " " : "",
                 options->argument != NULL ? options->argument : "");
        describe_option(program, options, text);
        man_item(writer, head, text);
    }
}

static void man_literal(an_writer *writer, const char *title, const char *text)
{
    if (text == NULL)
        return;
    an_writer_print(writer, ".Sh %s\n.Bd -literal\n", title);
    roff_lines(writer, text);
    an_writer_string(writer, ".Ed\n");
}

/* Where settings come from (cli/config.h), in the words of the manual. */
static const char settings_files[] =
    "What holds for all runs of an office (descriptor, thresholds, language) stands in a file of settings: "
    "that of --config FILE, else of the environment variable CUPRUM_CONFIG, else cuprum/config under "
    "XDG_CONFIG_HOME (where that is not set, under .config of the home folder), else /etc/cuprum/config. The "
    "first of these is read, no other, and never one of the current folder; --config none reads no file.\n\n"
    "A line is OPTION = VALUE, with the long name of an option and without its dashes; a flag takes yes or "
    "no; empty lines and those that begin with # are passed over. Lines before the first [PROGRAM] are for "
    "all programs, those behind it for that program. The command line goes before the lines of the program, "
    "these before the lines for all. A setting that has no effect in this program is passed over; one that "
    "no program knows, or a value that the option refuses, is a mistake (2), named with its line.\n\n"
    "--help ends with the settings that apply; the record of --audit names the file, its SHA-256 and what "
    "applied.";

void an_help_man(const an_program *program, an_writer *writer)
{
    char upper[64];
    size_t n = 0;
    for (; program->name[n] != '\0' && n + 1 < sizeof upper; n++)
        upper[n] = (char)(program->name[n] >= 'a' && program->name[n] <= 'z' ? program->name[n] - 32
                                                                             : program->name[n]);
    upper[n] = '\0';
    an_writer_print(writer, ".Dd $Mdocdate$\n.Dt %s 1\n.Os cuprum\n.Sh NAME\n.Nm %s\n.Nd ", upper,
                    program->name);
    roff_lines(writer, program->summary);
    an_writer_print(writer, ".Sh SYNOPSIS\n.Nm %s\n", program->name);
    roff_lines(writer, program->usage != NULL ? program->usage : "[OPTION]... [FILE]...");
    an_writer_string(writer, ".Sh DESCRIPTION\n");
    roff_paragraphs(writer, program->definition);
    man_sources(writer, program);
    if (program->indicators != NULL) {
        an_writer_string(writer, ".Ss Indicators\n.Bl -tag -width indent\n");
        for (const an_indicator *i = program->indicators; i->code != NULL; i++)
            man_item(writer, i->code, i->definition);
        an_writer_string(writer, ".El\n");
    }
    if (program->output != NULL) {
        an_writer_string(writer, ".Ss Output\n");
        roff_paragraphs(writer, program->output);
    }
    an_writer_string(writer, ".Sh OPTIONS\n.Bl -tag -width indent\n");
    man_options(writer, program, program->options);
    man_options(writer, program, an_standard_options);
    an_writer_string(writer, ".El\n.Sh FILES\n");
    roff_paragraphs(writer, settings_files);
    an_writer_string(writer, ".Sh EXIT STATUS\n.Bl -tag -width indent -compact\n");
    for (size_t i = 0; i < sizeof exit_statuses / sizeof exit_statuses[0]; i++)
        an_writer_print(writer, ".It %.1s\n%s\n", exit_statuses[i], exit_statuses[i] + 3);
    an_writer_string(writer, ".El\n");
    man_literal(writer, "EXAMPLES", program->examples);
    if (program->source != NULL) {
        an_writer_string(writer, ".Sh SEE ALSO\n");
        roff_paragraphs(writer, program->source);
    }
}
