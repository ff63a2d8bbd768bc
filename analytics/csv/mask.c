/* mask: which level this machine has. */
#include "csv/mask.h"

an_mask_level an_mask_best(void)
{
#ifdef __x86_64__
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                          __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
                          __builtin_cpu_supports("pclmul");
    if (has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2"))
        return AN_MASK_AVX512;
    if (has_avx2)
        return AN_MASK_AVX2;
#endif
    return AN_MASK_BASE;
}
