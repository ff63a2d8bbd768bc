source("../../../reference/indicators.R")
expect(each(sample_of("declarations.csv"), ~ dataset, function(d) {
    row <- function(...) rate(..., period = "2017-Q3", dataset = d$dataset[1])
    items <- tapply(d$items, factor(d$declaration_type, c("simplified", "standard")), sum, default = 0)
    controls <- tapply(d$controls, factor(d$declaration_type, c("simplified", "standard")), sum, default = 0)
    rows <- rbind(row("simplified_item_share", items[1], sum(items)),
                  row("simplified_control_rate", controls[1], items[1]),
                  row("standard_control_rate", controls[2], items[2]))
    ratio <- rows[2, ]
    ratio$indicator <- "simplified_control_ratio"
    ratio$value <- rows$value[2] / rows$value[3]
    se <- sqrt(1 / controls[1] - 1 / items[1] + 1 / controls[2] - 1 / items[2])
    ratio[c("lower", "upper")] <- exp(log(ratio$value) + c(-1, 1) * qnorm(.975) * se)
    if (items[1] == 0 || items[2] == 0)
        ratio[c("value", "lower", "upper")] <- NA
    rbind(rows, ratio)
}))
