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

  /// Names as letters and digits only, in lower case, the surest first: English, German, French, Spanish.
  public var names: [String] { words.split(whereSeparator: \.isWhitespace).map(String.init) }

  private var words: String {
    switch self {
    case .order:
      """
      invoiceno invoicenumber invoiceid invoice orderno ordernumber orderid order salesorder salesorderno receiptno receiptnumber receiptid
      receipt ticketno ticket transactionid transactionno transaction basketid basket documentno document ordername ordernr invoicenr
      invoicenum ordernum receiptnr salesordernumber ticketnumber
      bestellnummer bestellnr bestellung bestellid auftragsnummer auftragsnr auftragnr auftragsid auftrag rechnungsnummer rechnungsnr
      rechnungnr rechnung belegnummer belegnr beleg bonnummer bonnr bon kassenbon kassenbonnr quittung vorgangsnummer vorgangsnr vorgang
      transaktionsnummer transaktion
      numérocommande numerocommande numérodecommande numerodecommande ncommande ndecommande nocommande nodecommande idcommande
      référencecommande referencecommande commande numérofacture numerofacture numérodefacture numerodefacture nfacture ndefacture
      nofacture nodefacture facture numéroticket numeroticket numérodeticket numerodeticket nticket ndeticket
      númeropedido numeropedido númerodepedido numerodepedido npedido nºpedido ndepedido nºdepedido idpedido pedido númerofactura
      numerofactura númerodefactura nfactura nºfactura factura
      """
    case .item:
      """
      sku stockcode itemno itemnumber itemid itemcode item productid productcode productno product articleno articlenumber articleid
      codearticle référencearticle referencearticle numéroarticle numeroarticle codeproduit référenceproduit referenceproduit
      artikelnummer artikelnr artikelcode artikelid produktnummer produktnr produktcode warennummer materialnummer materialnr teilenummer
      teilenr códigoartículo codigoarticulo códigoproducto codigoproducto
      article artikel produkt produit artículo articulo producto material materialnumber partno partnumber part ean gtin upc barcode asin
      variantsku lineitemsku référence réf reference referencia código codigo
      """
    case .quantity:
      """
      quantity qty units pieces pcs quantityordered orderedqty orderqty lineitemquantity bestellmenge auftragsmenge verkaufsmenge menge
      anzahl stückzahl stueckzahl stück stueck quantitécommandée quantitecommandee quantitévendue quantitevendue quantité quantite qté qte
      cantidadpedida cantidad unidades
      """
    case .date:
      """
      invoicedate orderdate invoicedatetime orderdatetime datetime timestamp date transactiondate saledate salesdate orderedat createdat
      created soldat day
      bestelldatum auftragsdatum rechnungsdatum belegdatum verkaufsdatum kaufdatum bestelltam bestellzeitpunkt zeitstempel datumuhrzeit
      datumundzeit datum
      datedecommande datecommande datedelacommande datedefacture datefacture datedevente datevente dateetheure dateheure horodatage jour
      fechadepedido fechapedido fechadefactura fechafactura fechadeventa fechaventa fechayhora fechahora fecha
      """
    case .time:
      """
      invoicetime ordertime transactiontime saletime timeofday time bestellzeit uhrzeit zeit heuredecommande heurecommande heuredevente
      heure horadepedido horapedido hora
      """
    case .price:
      """
      unitprice price sellingprice salesprice itemprice priceeach lineitemprice einzelpreis stückpreis stueckpreis verkaufspreis preis
      prixunitaire prixunitaireht prixunitairettc prixdevente prix preciounitario preciodeventa precioventa precio
      """
    case .customer:
      """
      customerid customerno customernumber customer clientid client accountno account kundennummer kundennr kundenid kunde
      numéroclient numeroclient numérodeclient numerodeclient nclient ndeclient codeclient idclient idcliente cliente email buyer
      """
    case .country:
      """
      country shippingcountry countrycode lieferland land paysdelivraison pays país pais region
      """
    case .description:
      """
      description itemname productname itemdescription productdescription lineitemname title name artikelbezeichnung artikelname
      artikelbeschreibung produktname bezeichnung beschreibung désignation designation libellé libelle nomduproduit descripción
      descripcion
      """
    case .currency:
      """
      currency currencycode währung waehrung devise monnaie moneda
      """
    case .cancelled:
      """
      cancelledat canceledat cancelledon canceledon cancelled canceled cancellationdate canceldate storniertam stornodatum storniert
      datedannulation dateannulation annulée annulé
      """
    case .status:
      """
      financialstatus paymentstatus orderstatus bestellstatus auftragsstatus zahlungsstatus statutdelacommande statutdecommande
      statutcommande statutdupaiement status statut
      """
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
