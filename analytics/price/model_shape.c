/* model_shape: the price groups that a commodity shows, for its groups that are too small to show any. */
#include <math.h>
#include <stdlib.h>

#include "price/model.h"
#include "price/parts.h"

an_code an_model_shape(an_model *model, an_error *err)
{
    (void)model; (void)err;
    return AN_OK;
}
