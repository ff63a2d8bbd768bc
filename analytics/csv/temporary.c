/* temporary: who else writes there has another process number; a name left over by one is passed by. */
#include "csv/temporary.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_ROOM = 64 };

static size_t folder_size(const char *path)
{
    const char *const slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

char *an_temporary_new(const char *path)
{
    const size_t folder = folder_size(path);
    char *const name = malloc(folder + NAME_ROOM);
    if (name != NULL)
        *(char *)mempcpy(name, path, folder) = '\0';
    return name;
}

void an_temporary_name(char *name, int n)
{
    snprintf(name + folder_size(name), NAME_ROOM, ".cuprum-%ld-%d", (long)getpid(), n);
}
