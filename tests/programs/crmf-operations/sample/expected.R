source("../../../reference/indicators.R")
expect(each(sample_of("operations.csv"), ~ kind + policy_area, function(d) {
    key <- data.frame(period = "", kind = d$kind[1], policy_area = d$policy_area[1])
    known <- !is.na(d$irregular)
    rbind(count("operation_controls", sum(d$controls), 0, key),
          rate("operation_irregularity_rate", total(d$irregular), sum(d$controls[known]), sum(d$controls[!known]), key),
          count("operation_seizures", sum(d$seizures), 0, key),
          count("operation_established", total(d$established_amount), sum(is.na(d$established_amount)), key))
}))
