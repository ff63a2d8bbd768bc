/* temporary: the names under which results lie beside their final places until they are whole:
 * ".cuprum-PID-N". */
#ifndef AN_CSV_TEMPORARY_H
#define AN_CSV_TEMPORARY_H

enum { AN_TEMPORARY_NAMES = 1000 }; /* that are tried before one is given up */

/* The folder of path with its slash ("": the working folder), with room for a name behind it; the caller
 * frees it. NULL: no memory. */
char *an_temporary_new(const char *path);

/* Sets the n-th name in the folder that name, of an_temporary_new, begins with. */
void an_temporary_name(char *name, int n);

#endif
