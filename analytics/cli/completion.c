/* completion: what a shell completes on the command line of a program, made from its declared options.
 *
 * One function in bash, which zsh runs too (bashcompinit). It offers options, the choices of one, files, and
 * where columns are asked for those of the extract that stands on the line: its header, as extract-cat reads
 * it, so that a compressed file will do. A list is completed behind its last comma. */
#include <string.h>

#include "cli/run.h"

/* The options of a list that have an effect here, by what puts one of them. */
typedef void put_option(an_writer *writer, const an_option *option);

static void each(const an_program *program, const an_option *options, put_option *put, an_writer *writer)
{
    for (; options != NULL && options->name != NULL; options++)
        if (an_option_applies(options, an_program_uses(program)))
            put(writer, options);
}

static void put_all(const an_program *program, put_option *put, an_writer *writer)
{
    each(program, program->options, put, writer);
    each(program, an_standard_options, put, writer);
}

static void put_name(an_writer *writer, const an_option *option)
{
    an_writer_print(writer, " --%s", option->name);
    if (option->letter != '\0')
        an_writer_print(writer, " -%c", option->letter);
}

static bool asks_columns(const an_option *option)
{
    return option->argument != NULL && strstr(option->argument, "COL") != NULL;
}

/* "    -b|--by) WHAT ;;" for an option that takes a value. */
static void put_case(an_writer *writer, const an_option *option)
{
    if (option->type == AN_OPTION_FLAG || option->alone != NULL)
        return;
    an_writer_string(writer, "    ");
    if (option->letter != '\0')
        an_writer_print(writer, "-%c|", option->letter);
    an_writer_print(writer, "--%s) ", option->name);
    if (option->type == AN_OPTION_CHOICE)
        an_writer_print(writer, "COMPREPLY=($(compgen -W '%s' -- \"$cur\"))", option->choices);
    else if (option->type == AN_OPTION_FILE || option->type == AN_OPTION_OUTPUT ||
             (option->argument != NULL && strcmp(option->argument, "FILE") == 0))
        an_writer_string(writer, "COMPREPLY=($(compgen -f -- \"$cur\"))");
    else if (asks_columns(option))
        an_writer_string(writer, "_cuprum_columns");
    else
        an_writer_string(writer, "COMPREPLY=()");
    an_writer_string(writer, "; return ;;\n");
}

/* The name of the program as that of a function. */
static void put_function(an_writer *writer, const char *name)
{
    an_writer_string(writer, "_cuprum_");
    for (const char *c = name; *c != '\0'; c++)
        an_writer_bytes(writer, *c == '-' ? "_" : c, 1);
}

void an_completion_write(const an_program *program, const char *shell, an_writer *writer)
{
    static const char columns[] =
        "_cuprum_columns() {\n"
        "    local file columns='' before=''\n"
        "    for file in \"${COMP_WORDS[@]:1}\"; do\n"
        "        [[ ! -f $file ]] || columns=$(extract-cat \"$file\" 2>/dev/null | head -n 1 | tr ',' ' ')\n"
        "    done\n"
        "    [[ $cur != *,* ]] || before=${cur%,*},\n"
        "    COMPREPLY=($(compgen -P \"$before\" -W \"$columns\" -- \"${cur##*,}\"))\n"
        "}\n";
    if (strcmp(shell, "zsh") == 0)
        an_writer_print(writer, "#compdef %s\nautoload -U +X bashcompinit && bashcompinit\n", program->name);
    an_writer_string(writer, columns);
    put_function(writer, program->name);
    an_writer_string(writer, "() {\n"
                             "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                             "    case $prev in\n");
    put_all(program, put_case, writer);
    an_writer_string(writer, "    esac\n"
                             "    case $cur in\n"
                             "    -*) COMPREPLY=($(compgen -W '");
    put_all(program, put_name, writer);
    an_writer_string(writer, "' -- \"$cur\")) ;;\n"
                             "    *) COMPREPLY=($(compgen -f -- \"$cur\")) ;;\n"
                             "    esac\n"
                             "}\n"
                             "complete -o filenames -F ");
    put_function(writer, program->name);
    an_writer_print(writer, " %s\n", program->name);
}
