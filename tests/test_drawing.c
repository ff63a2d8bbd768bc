/* test_drawing: charts as scripts and as drawings, and what must never run. */
#include <unistd.h>

#include "built.h"

TestSuite(drawing, .init = folder_make, .fini = folder_remove);

Test(drawing, text_of_the_data_is_quoted_byte_by_byte)
{
    static const struct {
        const char *text, *quoted;
    } cases[] = {
        {"", "\"\""},
        {"Abz 09._,-+=:()", "\"Abz 09._,-+=:()\""},
        {"a\"b", "\"a\\0042b\""},
        {"`x`", "\"\\0140x\\0140\""},
        {"$HOME @m %s", "\"\\0044HOME \\0100m \\0045s\""},
        {"\"1", "\"\\00421\""}, /* a digit after an escape stays a digit */
        {"a\n! touch x", "\"a \\0041 touch x\""},
        {"\x01\t\x7F.", "\"   .\""},
        {"\xC2\x85\xE2\x80\xA8.", "\"  .\""}, /* C1, line separator */
        {"\xC3\xA9", "\"\\0303\\0251\""},
        {"\xE9.", "\"\\0357\\0277\\0275.\""},           /* Latin-1: U+FFFD */
        {"\xEF\xBF\xBF.", "\"\\0357\\0277\\0275.\""},   /* no XML character */
        {"]]>", "\"\\0135\\0135\\0342\\0200\\0213\\0076\""}, /* a zero-width space keeps XML well-formed */
        {"'s \\n", "\"\\0047s \\0134n\""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        an_writer *writer = NULL;
        size_t size;
        cr_assert_eq(an_writer_memory(&writer, NULL), AN_OK);
        an_script_quote(writer, cases[i].text);
        const char *const is = an_writer_text(writer, &size);
        cr_expect(size == strlen(cases[i].quoted) && memcmp(is, cases[i].quoted, size) == 0, "case %zu: %.*s",
                  i, (int)size, is);
        an_writer_abort(writer);
    }
}

/* Removes zero-width spaces and the three XML entities that gnuplot writes. */
static void unescape(char *svg)
{
    static const char *const from[] = {"\xE2\x80\x8B", "&lt;", "&gt;", "&amp;"};
    static const char *const to[] = {"", "<", ">", "&"};
    for (size_t i = 0; i < 4; i++)
        for (char *at; (at = strstr(svg, from[i])) != NULL;) {
            const size_t skip = strlen(from[i]), put = strlen(to[i]);
            memcpy(at, to[i], put);
            memmove(at + put, at + skip, strlen(at + skip) + 1);
        }
}

/* A row of every indicator and two periods for each name. */
static void put_names(char *table, const char *const names[], size_t n)
{
    for (size_t i = 0; i < 2 * n; i++) {
        char name[64], *end_of_name = name;
        for (const char *c = names[i / 2]; *c != '\0'; c++)
            end_of_name += sprintf(end_of_name, *c == '"' ? "\"\"" : "%c", *c);
        const int items = 1000 << (i / 2 % 5), events = items / 20 * (int)(1 + i / 2);
        table += sprintf(table, "rate_ratio,2017-Q%zu,\"%s\",0.5,0.2,0.9,50,100,0,ratio,A,katz\n", i % 2 + 1,
                         name);
        table += sprintf(table, "rate,2017-Q%zu,\"%s\",%g,,,%d,%d,0,ratio,A,\n", i % 2 + 1, name,
                         (double)events / items, events, items);
    }
}

Test(drawing, hostile_names_are_drawn_as_themselves_and_never_run)
{
    static const char *const names[] = {"a\"b",     "`touch R`",    "$HOME",  "%s%d%n",  "_^{}&@x",
                                        "<b>1</b>", "'s-Gravenhage", "END",    "@macro",  "line\n! touch R",
                                        "]]><b>",   "Ελλάδα",       "1\\0607", "#hash",   "\\n\\101\\",
                                        "\"lead",   "system('touch R')"};
    enum { N = sizeof names / sizeof names[0] };
    static const char *const kinds[] = {"bars", "trend", "funnel", "ratio", "heatmap"};
    char table[8192] = HEAD;
    put_names(table + strlen(table), names, N);
    cr_assert_eq(chdir(folder), 0);
    for (size_t k = 0; k < 5; k++) {
        size_t size;
        built b = drawn(kinds[k], table, (an_chart_request){.title = "`touch R` \\101 ]]> \"t\""});
        char *const svg = output(b.chart, "svg", &size);
        unescape(svg);
        cr_expect_not_null(strstr(svg, ">`touch R` \\101 ]]> \"t\"<"), "title of %s", kinds[k]);
        for (size_t i = 0; i < N; i++) {
            char shown[80];
            sprintf(shown, ">%s<", names[i]);
            for (char *c = shown; *c != '\0'; c++)
                *c = *c == '\n' ? ' ' : *c;
            cr_expect_not_null(strstr(svg, shown), "%s of %s", shown, kinds[k]);
        }
        cr_expect_neq(access("R", F_OK), 0, "%s: text of the data was run", kinds[k]);
        free(svg);
        end(&b);
    }
}

static const char *const hostile[] = {"a\"b",           "`touch R`",  "$HOME",         "%s%d%n",
                                      "_^{}&@x",        "<b>1</b>",   "'s-Gravenhage", "END",
                                      "@macro",         "]]><b>",     "Ελλάδα",        "1\\0607",
                                      "#hash",          "\\n\\101\\", "\"lead",        "system('touch R')",
                                      "line\n! touch R"};
enum { N_HOSTILE = sizeof hostile / sizeof hostile[0] };

/* One signal of hostile declaration, commodity and origin, and others to compare it with. */
static char *put_flags(const char *name, char *table)
{
    char quoted[64], *end_of_name = quoted;
    for (const char *c = name; *c != '\0'; c++)
        end_of_name += sprintf(end_of_name, *c == '"' ? "\"\"" : "%c", *c);
    char *out =
        table + sprintf(table, "declaration_id,item_number,period,commodity,origin,unit_price,"
                               "reference_price,level,n,signal,value_gap,duty_at_stake,rank,net_mass\n");
    out += sprintf(out, "\"%s\",1,2017,\"%s\",\"%s\",1,4,commodity+origin,9,under,30,3,1,10\n", quoted,
                   quoted, quoted);
    for (int i = 0; i < 9; i++)
        out += sprintf(out, "D%d,1,2017,\"%s\",\"%s\",4.%d,4,commodity+origin,9,,,,,1%d\n", i, quoted, quoted,
                       i, i);
    return table;
}

static char *put_curve(const char *name, char *table)
{
    char *out = table + sprintf(table, "%s", "indicator,period,member_state,days,value,lower,upper,numerator,"
                                             "denominator,n_missing,unit,status,method\n");
    for (int days = 0; days < 3; days++) {
        out += sprintf(out, "feedback_answered_share,2017,\"");
        for (const char *c = name; *c != '\0'; c++)
            out += sprintf(out, *c == '"' ? "\"\"" : "%c", *c);
        out += sprintf(out, "\",%d,0.%d,,,1,9,0,ratio,A,kaplan-meier\n", 9 * days, days);
    }
    return table;
}

Test(drawing, hostile_goods_and_declarations_are_drawn_as_themselves_and_never_run)
{
    static const struct {
        const char *kind;
        char *(*put)(const char *name, char *table);
        size_t times; /* that the name is shown at least */
    } kinds[] = {{"prices", put_flags, 3}, {"signals", put_flags, 3}, {"density", put_flags, 3},
                 {"survival", put_curve, 2}};
    cr_assert_eq(chdir(folder), 0);
    for (size_t i = 0; i < 4 * N_HOSTILE; i++) {
        const char *const name = hostile[i / 4], *const kind = kinds[i % 4].kind;
        char table[4096], shown[80];
        size_t size, times = 0;
        built b = drawn(kind, kinds[i % 4].put(name, table), (an_chart_request){0});
        char *const svg = output(b.chart, "svg", &size);
        unescape(svg);
        snprintf(shown, sizeof shown, "%s", name);
        for (char *c = shown; *c != '\0'; c++)
            *c = *c == '\n' ? ' ' : *c;
        for (const char *at = svg; (at = strstr(at, shown)) != NULL; at++)
            times++;
        cr_expect_geq(times, kinds[i % 4].times, "%s in %s", shown, kind);
        cr_expect_neq(access("R", F_OK), 0, "%s: text of the data was run", kind);
        free(svg);
        end(&b);
    }
}

Test(drawing, a_terminal_gets_letters_and_no_escape_of_the_data)
{
    char table[4096] = HEAD "rate,2017,\"a\033[31m\",0.5,0.4,0.6,50,100,0,ratio,A,wilson\n";
    size_t size;
    built b = drawn("bars", table, (an_chart_request){.width = 800});
    char *const letters = output(b.chart, "dumb", &size), *const picture = output(b.chart, "sixel", &size);
    cr_expect_not_null(strstr(letters, "Source: t.csv; cuprum"));
    cr_expect_not_null(strstr(letters, "50.0"));
    cr_expect_null(strchr(letters, '\033'));
    cr_expect_eq(strncmp(picture, "\033P", 2), 0, "a sixel picture begins with DCS");
    free(letters);
    free(picture);
    end(&b);
}

Test(drawing, every_kind_is_drawn_whole_in_every_format)
{
    static const char one[] = HEAD "control_rate,2017,A,0.5,,,5,10,0,ratio,A,wilson\n"
                                   "x_lift,2017,A,2,1,4,5,10,0,ratio,A,katz\n";
    static const char all_suppressed[] = HEAD "control_rate,2017,A,,,,,,0,ratio,Q,\n"
                                              "x_lift,2017,A,,,,,,0,ratio,Q,\n";
    static const char *const tables[3][4] = {{HEAD, one, all_suppressed},
                                             {FLAGS, FLAGS "A,1,2017,1,2,under,10,1,1\n"},
                                             {CURVE,
                                              CURVE "feedback_answered_share,2017,0,,,,,,,ratio,Q,\n"}};
    for (const an_chart_kind *kind = an_chart_kinds; kind->name != NULL; kind++) {
        const int flags = strcmp(kind->name, "survival") == 0 ? 2
                          : strcmp(kind->name, "prices") == 0 || strcmp(kind->name, "density") == 0 ||
                                    strcmp(kind->name, "signals") == 0
                              ? 1
                              : 0;
        for (size_t i = 0; tables[flags][i] != NULL; i++) {
            size_t size;
            built b = drawn(kind->name, tables[flags][i], (an_chart_request){.width = 300, .height = 300});
            char *const svg = output(b.chart, "svg", &size), *const same = output(b.chart, "svg", &size);
            cr_expect_not_null(strstr(svg, "Source: t.csv; cuprum"), "%s %zu", kind->name, i);
            cr_expect_str_eq(svg, same, "the same chart gives the same bytes");
            free(svg);
            free(same);
            free(output(b.chart, "png", &size));
            free(output(b.chart, "pdf", &size));
            end(&b);
        }
    }
}

Test(drawing, a_failed_drawing_is_an_error_and_nothing_is_written)
{
    static const struct {
        const char *script, *format, *text;
    } cases[] = {
        {"print 1\n", "svg", "gnuplot stopped before the end of the svg drawing"},
        {"set terminal svg\nplot x\nplot nosuch\n", "svg",
         "undefined variable: nosuch"},
        {"set terminal svg\nplot x\n", "png", "gnuplot stopped before the end of the png drawing"},
        {"set terminal svg\nplot x\nexit status 7\n", "svg", "gnuplot failed with status 7: "},
        {"", "pdf", "gnuplot stopped before the end of the pdf drawing"},
    };
    an_writer *writer = NULL;
    an_error err = {0};
    size_t size;
    cr_assert_eq(an_writer_memory(&writer, &err), AN_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const script = cases[i].script;
        cr_expect_eq(an_gnuplot_draw(script, strlen(script), cases[i].format, writer, &err), AN_SYSTEM);
        cr_expect_not_null(strstr(err.text, cases[i].text), "%s", err.text);
    }
    setenv("PATH", folder, 1);
    cr_expect_eq(an_gnuplot_draw("plot x\n", 7, "svg", writer, &err), AN_SYSTEM);
    cr_expect_not_null(strstr(err.text, "gnuplot is not installed"));
    an_writer_text(writer, &size);
    cr_expect_eq(size, 0);
    an_writer_abort(writer);
}

Test(drawing, nobodys_settings_are_read)
{
    const char *const mark = folder_path("ran"), *const settings = folder_path(".gnuplot");
    char line[128];
    sprintf(line, "set print '%s'; print 1; set print\n", mark);
    folder_put(".gnuplot", line);
    cr_assert_not_null(settings);
    setenv("HOME", folder, 1);
    size_t size;
    built b = drawn("bars", HEAD, (an_chart_request){0});
    free(output(b.chart, "svg", &size));
    cr_expect_neq(access(mark, F_OK), 0);
    end(&b);
}

Test(drawing, the_name_of_the_file_decides_the_format)
{
    static const struct {
        const char *path, *format;
    } cases[] = {{"a.svg", "svg"}, {"x.y/B.PNG", "png"}, {"c.pdf", "pdf"}, {"c.gp", "gp"},
                 {"a.jpg", NULL},  {"svg", NULL},        {"a.svg.gz", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *format = "";
        const an_code code = an_gnuplot_format(cases[i].path, &format, NULL);
        cr_expect_eq(code, cases[i].format != NULL ? AN_OK : AN_USAGE, "%s", cases[i].path);
        if (cases[i].format != NULL)
            cr_expect_str_eq(format, cases[i].format);
    }
}
