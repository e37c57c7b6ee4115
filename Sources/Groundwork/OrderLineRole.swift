/// What a column of an order-lines file means.
public enum OrderLineRole: String, Sendable, CaseIterable, Hashable {
  case order, item, quantity, date, time, price, customer, country, description, currency, cancelled, status

  /// What was sold to whom and when: the parts that a replay plays.
  public static let allCases: [OrderLineRole] = [.order, .item, .quantity, .date, .time, .price, .customer, .country, .description]

  /// With what tells sales from orders called off, and the currency: the parts that a history is made of.
  public static let ofHistory: [OrderLineRole] = allCases + [.currency, .cancelled, .status]

  /// Without these a file tells nothing about orders.
  public static let needed: [OrderLineRole] = [.order, .item, .quantity, .date]

  /// The part in a planner's words.
  public var meaning: String {
    switch self {
    case .order: "order or invoice number"
    case .item: "item (SKU, stock code)"
    case .quantity: "quantity"
    case .date: "date"
    case .time: "time of day"
    case .price: "unit price"
    case .customer: "customer"
    case .country: "country"
    case .description: "description"
    case .currency: "currency of the prices"
    case .cancelled: "day or mark of a cancellation"
    case .status: "state of the order or its payment"
    }
  }

  /// Names as letters and digits only, in lower case, the surest first.
  public var names: [String] {
    switch self {
    case .order:
      [
        "invoiceno", "invoicenumber", "invoiceid", "invoice", "orderno", "ordernumber", "orderid", "order", "salesorder", "salesorderno",
        "receiptno",
        "receiptnumber", "receiptid", "receipt", "ticketno", "ticket", "transactionid", "transactionno", "transaction", "basketid",
        "basket",
        "documentno", "document", "ordername", "ordernr", "invoicenr", "invoicenum", "ordernum", "receiptnr", "salesordernumber",
        "bestellnummer", "bestellnr", "bestellung", "bestellid", "auftragsnummer", "auftragsnr", "auftragnr", "auftrag",
        "rechnungsnummer", "rechnungsnr", "rechnungnr", "rechnung", "belegnummer", "belegnr", "beleg", "bonnummer", "bonnr", "bon",
        "kassenbon", "kassenbonnr", "quittung", "vorgangsnummer", "vorgangsnr", "vorgang", "transaktionsnummer", "transaktion",
        "numerocommande", "numérocommande", "commande", "numerofacture", "facture", "pedido", "ticketnumber",
      ]
    case .item:
      [
        "sku", "stockcode", "itemno", "itemnumber", "itemid", "itemcode", "item", "productid", "productcode", "productno", "product",
        "articleno",
        "articlenumber", "articleid", "article", "artikelnummer", "artikelnr", "artikel", "material", "materialnumber", "partno",
        "partnumber", "part",
        "ean", "gtin", "upc", "barcode", "asin", "variantsku", "lineitemsku",
      ]
    case .quantity:
      [
        "quantity", "qty", "units", "pieces", "pcs", "quantityordered", "orderedqty", "orderqty", "lineitemquantity", "menge", "anzahl",
        "stück",
        "stueck", "quantite", "quantité", "cantidad",
      ]
    case .date:
      [
        "invoicedate", "orderdate", "invoicedatetime", "orderdatetime", "datetime", "timestamp", "date", "transactiondate", "saledate",
        "salesdate",
        "orderedat", "createdat", "created", "soldat", "day", "datum", "bestelldatum", "auftragsdatum", "belegdatum", "fecha",
      ]
    case .time: ["invoicetime", "ordertime", "transactiontime", "saletime", "timeofday", "time", "uhrzeit", "zeit", "heure", "hora"]
    case .price:
      [
        "unitprice", "price", "sellingprice", "salesprice", "itemprice", "priceeach", "lineitemprice", "einzelpreis", "stückpreis", "preis",
        "prix",
        "precio",
      ]
    case .customer:
      [
        "customerid", "customerno", "customernumber", "customer", "clientid", "client", "accountno", "account", "kundennummer", "kunde",
        "email", "buyer",
      ]
    case .country: ["country", "shippingcountry", "countrycode", "land", "pays", "region"]
    case .description:
      ["description", "itemname", "productname", "itemdescription", "productdescription", "lineitemname", "title", "name", "bezeichnung"]
    case .currency: ["currency", "currencycode", "währung", "waehrung", "devise", "moneda"]
    case .cancelled:
      [
        "cancelledat", "canceledat", "cancelledon", "canceledon", "cancelled", "canceled", "cancellationdate", "canceldate", "storniertam",
        "stornodatum", "storniert",
      ]
    case .status:
      ["financialstatus", "paymentstatus", "orderstatus", "bestellstatus", "auftragsstatus", "zahlungsstatus", "status"]
    }
  }

  /// The columns of a header that play each part, by what their names mean: capitals, blanks and punctuation do not count.
  ///
  /// - Parameter taken: columns that play a part already, by their place in the header.
  public static func found(in columns: [CSVColumn], for roles: [OrderLineRole] = allCases, taken: Set<Int> = []) -> [OrderLineRole: Int] {
    let plain = columns.map { String($0.name.lowercased().filter { $0.isLetter || $0.isNumber }) }
    var taken = taken, found: [OrderLineRole: Int] = [:]
    for role in roles {
      // Web shops that write `Lineitem quantity` call the order's number its name.
      let names = role == .order && plain.contains("lineitemquantity") ? role.names + ["name"] : role.names
      for name in names {
        guard let place = plain.indices.first(where: { plain[$0] == name && !taken.contains($0) }) else { continue }
        found[role] = place
        taken.insert(place)
        break
      }
    }
    return found
  }
}
