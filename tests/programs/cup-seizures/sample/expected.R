source("../../../reference/indicators.R")
expect(each(sample_of("seizures.csv"), ~ year(date) + goods + ifelse(is.na(quantity_unit), "", quantity_unit), function(d) {
    at <- list(period = year(d$date[1]), goods = d$goods[1],
               quantity_unit = if (is.na(d$quantity_unit[1])) "" else d$quantity_unit[1])
    known <- !is.na(d$quantity)
    amount <- do.call(count, c("seizure_quantity", total(d$quantity), sum(d$cases[!known]), at))
    if (!any(known)) amount[c("value", "numerator")] <- NA
    rbind(do.call(count, c("seizure_cases", sum(d$cases), 0, at)), amount)
}))
