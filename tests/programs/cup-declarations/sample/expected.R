source("../../../reference/indicators.R")
limits <- c("to_150" = 150, "to_1000" = 1000, "to_10000" = 10000, "to_100000" = 100000, "above_100000" = Inf)
expect(each(sample_of("declarations.csv"), ~ quarter(acceptance_date) + member_state, function(d) {
    at <- list(period = quarter(d$acceptance_date[1]), member_state = d$member_state[1])
    n <- total(d$items)
    valued <- !is.na(d$statistical_value)
    band <- cut(d$statistical_value, c(-1, limits), labels = names(limits))
    share <- function(code, x, of, missing = 0) do.call(rate, c(code, x, of, missing, at))
    bands <- lapply(names(limits), function(b)
        share(paste0("value_band_", b, "_share"), total(d$items[band %in% b]), sum(d$items[valued]), sum(d$items[!valued])))
    rbind(do.call(count, c("declarations_lodged", length(unique(d$declaration_id)), 0, at)),
          share("electronic_share", 0, 0, n),
          share("ecommerce_share", sum(d$items[d$dataset %in% "H7"]), sum(d$items[!is.na(d$dataset)]), sum(d$items[is.na(d$dataset)])),
          do.call(rbind, bands))
}))
