source("../../../reference/indicators.R")
expect(each(sample_of("sharing.csv"), ~ quarter(date) + kind, function(d) {
    known <- !is.na(d$shared)
    rate("sharing_rate", sum(d$shared[known]), sum(d$shareable[known]), sum(d$shareable[!known]),
         period = quarter(d$date[1]), kind = d$kind[1])
}))
