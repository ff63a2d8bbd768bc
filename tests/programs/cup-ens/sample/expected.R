# Scripts by R's regular expressions (PCRE's Unicode tables), placeholders and vague descriptions as the sample has
# them.
source("../../../reference/indicators.R")
d <- sample_of("ens.csv")
d$commodity <- read.csv(file.path(root, "datasets/ens.csv"), colClasses = "character", encoding = "UTF-8")$commodity
placeholders <- c("N/A", "-", "XXX", "AS PER ATTACHED", ".", "unknown")
vague_list <- c("general cargo", "PARTS", "Various goods", "consolidated cargo", "spare parts", "gifts",
                "Freight of all kinds")
filled <- function(x) !is.na(x) & x != "" & !x %in% placeholders
persons <- c("consignor", "consignee", "seller", "buyer")
expect(each(d, ~ transport_mode, function(d) {
    key <- data.frame(period = "2017-Q3", transport_mode = d$transport_mode[1])
    n <- nrow(d)
    f <- sapply(d[c(persons, "commodity", "transport_mode", "goods_description")], filled)
    text <- d[c(persons, "goods_description")]
    text[!f[, c(persons, "goods_description")]] <- ""
    text <- do.call(paste, text)
    letters <- grepl("\\p{L}", text, perl = TRUE)
    latin <- letters & !grepl("(?!\\p{Latin})\\p{L}", text, perl = TRUE)
    coded <- grepl("^([0-9]{6}|[0-9]{8}|[0-9]{10})$", d$commodity)
    said <- f[, "goods_description"]
    vague <- said & d$goods_description %in% vague_list
    known <- !is.na(d$state)
    rbind(count("ens_lodged", n, 0, key), count("ens_declarations", length(unique(d$ens_id)), 0, key),
          rate("ens_amended_share", 0, 0, n, key), rate("ens_on_time_share", 0, 0, n, key),
          rate("ens_processed_share", total(d$state == "processed"), sum(known), sum(!known), key),
          rate("ens_rejected_share", total(d$state == "rejected"), sum(known), sum(!known), key),
          rate("ens_completeness", sum(f), length(f), 0, key),
          rate("ens_completeness_persons", sum(f[, persons]), 4 * n, 0, key),
          rate("ens_completeness_codes", sum(f[, c("commodity", "transport_mode")]), 2 * n, 0, key),
          rate("ens_completeness_description", sum(said), n, 0, key),
          rate("ens_code_share", sum(coded), n, 0, key),
          rate("ens_latin_share", sum(latin), sum(letters), sum(!letters), key),
          rate("ens_vague_share", sum(vague), sum(said), sum(!said), key),
          rate("ens_compliance_rate", sum(rowSums(f) == 7 & coded & latin & !vague), n, 0, key))
}))
