source("../../../reference/indicators.R")
expect(each(sample_of("operations.csv"), ~ kind + policy_area, function(d) {
    key <- data.frame(period = "", kind = d$kind[1], policy_area = d$policy_area[1])
    known <- !is.na(d$irregular)
    valued <- !is.na(d$established_amount)
    rbind(count("operation_controls", sum(d$controls), 0, key),
          rate("operation_irregularity_rate", total(d$irregular), sum(d$controls[known]), sum(d$controls[!known]), key),
          count("operation_seizures", sum(d$seizures), 0, key),
          count("operation_established", total(d$established_amount), sum(is.na(d$established_amount)), key),
          data.frame(indicator = "operation_yield", key, value = total(d$established_amount) / sum(d$controls[valued]),
                     lower = NA, upper = NA, numerator = total(d$established_amount),
                     denominator = sum(d$controls[valued]), n_missing = sum(d$controls[!valued])))
}))
