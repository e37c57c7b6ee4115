import Groundwork
import Testing

/// What the columns of an export are taken for by their names.
@Suite struct `Names of columns` {
  @Test(arguments: [
    "Order Number,SKU,Quantity,Order Date,Order Time,Unit Price,Customer ID,Country,Description",
    "Bestellnummer,Artikelnummer,Menge,Datum,Uhrzeit,Stückpreis,Kundennummer,Lieferland,Bezeichnung",
    "Auftrags-Nr.,Artikel-Nr.,Stückzahl,Bestelldatum,Bestellzeit,Einzelpreis,Kunden-Nr.,Land,Artikelbezeichnung",
    "Rechnungsnummer,Produktnummer,Anzahl,Rechnungsdatum,Zeit,Verkaufspreis,Kunde,Land,Beschreibung",
    "N° commande,Référence,Quantité,Date de commande,Heure,Prix unitaire,N° client,Pays,Désignation",
    "Numéro de commande,Référence produit,Qté,Date commande,Heure de commande,Prix unitaire HT,Code client,Pays de livraison,Libellé",
    "No de facture,Code article,Quantite,Date de la commande,Heure commande,Prix de vente,Client,Pays,Description",
    "Nº pedido,Código artículo,Cantidad,Fecha pedido,Hora,Precio unitario,Cliente,País,Descripción",
  ]) func `are understood in four languages`(header: String) {
    let columns = header.split(separator: ",").enumerated().map { i, name in
      CSVColumn(name: String(name), unit: nil, location: SourceLocation(file: "f.csv", line: 1, column: i + 1))
    }
    let roles: [OrderLineRole] = [.order, .item, .quantity, .date, .time, .price, .customer, .country, .description]
    #expect(OrderLineRole.found(in: columns) == Dictionary(uniqueKeysWithValues: zip(roles, 0...)))
  }

  @Test func `mean one part each, and one only`() {
    var owners: [String: OrderLineRole] = [:]
    for role in OrderLineRole.ofHistory {
      for name in role.names {
        #expect(owners.updateValue(role, forKey: name) == nil, "\(name)")
        #expect(name == name.lowercased().filter { $0.isLetter || $0.isNumber }, "\(name)")
      }
    }
  }
}
