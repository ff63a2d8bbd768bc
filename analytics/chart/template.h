/* template: the gnuplot templates of plots/, compiled in.
 *
 * The build turns each plots/NAME.gp into a row of this table, so that a program needs no file at run
 * time. */
#ifndef AN_CHART_TEMPLATE_H
#define AN_CHART_TEMPLATE_H

typedef struct an_template {
    const char *name;         /* NAME */
    const char *const *lines; /* without their line ends; ends with NULL */
} an_template;

extern const an_template an_templates[]; /* ends with a NULL name */

/* The lines of the template called name, or NULL. */
const char *const *an_template_find(const char *name);

#endif
