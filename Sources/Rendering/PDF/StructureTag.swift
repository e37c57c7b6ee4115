/// The kinds of structure a document's parts can have, for screen readers and for extracting text (ISO 32000-1, §14.8.4).
///
/// Only a tag without tags inside it holds what is drawn; text in a paragraph beside a link therefore goes into a `span`.
public enum StructureTag: Sendable, Hashable {
  case document, section, heading1, heading2, heading3, paragraph, span, list, listItem, label, listBody
  case caption, table, tableRow, tableHeader, tableCell, contents, contentsItem, note
  /// A picture with the words that stand for it.
  case figure(alternative: String)

  var name: String {
    switch self {
    case .document: "Document"
    case .section: "Sect"
    case .heading1: "H1"
    case .heading2: "H2"
    case .heading3: "H3"
    case .paragraph: "P"
    case .span: "Span"
    case .list: "L"
    case .listItem: "LI"
    case .label: "Lbl"
    case .listBody: "LBody"
    case .caption: "Caption"
    case .table: "Table"
    case .tableRow: "TR"
    case .tableHeader: "TH"
    case .tableCell: "TD"
    case .contents: "TOC"
    case .contentsItem: "TOCI"
    case .note: "Note"
    case .figure: "Figure"
    }
  }
}

/// Where a link leads.
public enum LinkTarget: Sendable, Hashable {
  /// A place in the same document, marked with `PDFBook.markDestination`.
  case destination(String)
  /// Anywhere else.
  case uri(String)
}
