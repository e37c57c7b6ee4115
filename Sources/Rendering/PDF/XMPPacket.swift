/// A document's metadata as an XMP packet (ISO 16684-1): the same words as the information dictionary, for readers of XML. It claims
/// no conformance to an archive profile.
struct XMPPacket {
  var metadata: DocumentMetadata

  var text: String {
    var lines: [String] = []
    lines.append("<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>")
    lines.append("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">")
    lines.append(" <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">")
    lines.append("  <rdf:Description rdf:about=\"\"")
    lines.append("    xmlns:dc=\"http://purl.org/dc/elements/1.1/\"")
    lines.append("    xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"")
    lines.append("    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">")
    lines.append("   <dc:format>application/pdf</dc:format>")
    lines.append("   <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">\(escapedXML(metadata.title))</rdf:li></rdf:Alt></dc:title>")
    if !metadata.author.isEmpty {
      lines.append("   <dc:creator><rdf:Seq><rdf:li>\(escapedXML(metadata.author))</rdf:li></rdf:Seq></dc:creator>")
    }
    if !metadata.subject.isEmpty {
      lines.append(
        "   <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">\(escapedXML(metadata.subject))</rdf:li></rdf:Alt></dc:description>")
    }
    lines.append("   <dc:language><rdf:Bag><rdf:li>\(escapedXML(metadata.language))</rdf:li></rdf:Bag></dc:language>")
    if !metadata.keywords.isEmpty {
      let words = metadata.keywords.map { "<rdf:li>\(escapedXML($0))</rdf:li>" }.joined()
      lines.append("   <dc:subject><rdf:Bag>\(words)</rdf:Bag></dc:subject>")
      lines.append("   <pdf:Keywords>\(escapedXML(metadata.keywords.joined(separator: ", ")))</pdf:Keywords>")
    }
    lines.append("   <xmp:CreatorTool>\(escapedXML(metadata.creator))</xmp:CreatorTool>")
    lines.append("   <xmp:CreateDate>\(escapedXML(metadata.created))</xmp:CreateDate>")
    lines.append("   <xmp:ModifyDate>\(escapedXML(metadata.created))</xmp:ModifyDate>")
    lines.append("  </rdf:Description>")
    lines.append(" </rdf:RDF>")
    lines.append("</x:xmpmeta>")
    lines.append("<?xpacket end=\"r\"?>")
    return lines.joined(separator: "\n")
  }
}

/// Text for XML: the five signs escaped, and control characters (which XML 1.0 cannot hold at all) left out.
func escapedXML(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": out += "&amp;"
    case "<": out += "&lt;"
    case ">": out += "&gt;"
    case "\"": out += "&quot;"
    case "'": out += "&#39;"
    case "\t", "\n", "\r": out += " "
    case _ where scalar.value < 0x20 || scalar.value == 0xfffe || scalar.value == 0xffff: break
    default: out.unicodeScalars.append(scalar)
    }
  }
  return out
}
