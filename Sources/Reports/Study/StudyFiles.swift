#if Reports
  internal import Charts
  internal import Rendering

  extension StudyPictures {
    /// Every picture as PNG (two pixels a point), PDF and SVG, in order of name.
    /// - Parameter created: the date that stands in the files' metadata; a result never asks the clock.
    public func files(created: String = "2000-01-01T00:00:00Z") throws -> [(name: String, bytes: [UInt8])] {
      let renderer = try Renderer(scale: 2)
      var files: [(name: String, bytes: [UInt8])] = []
      for picture in pictures {
        let scene = try Self.scene(picture, measurer: renderer.measurer)
        files.append((picture.name + ".png", try renderer.png(scene)))
        files.append(
          (
            picture.name + ".pdf",
            try renderer.pdf(scene, DocumentMetadata(title: picture.chart.title, author: "Bullwhip", created: created))
          ))
        files.append((picture.name + ".svg", try renderer.svg(scene)))
        files.append((picture.name + ".csv", Array(picture.chart.dataTable.csv.utf8)))
      }
      return files
    }

    /// At its own size, or taller where long names and notes leave the plot no room.
    private static func scene(_ picture: Picture, measurer: any TextMeasurer) throws -> Scene {
      for factor in [1, 1.2, 1.5] {
        do throws(LayoutError) {
          return try picture.chart.scene(
            size: Size(picture.size.width, (picture.size.height * factor).rounded()), mode: .standalone, measurer: measurer)
        } catch {
          guard case .tooSmall = error else { throw error }
        }
      }
      return try picture.chart.scene(size: Size(picture.size.width, picture.size.height * 2), mode: .standalone, measurer: measurer)
    }
  }

  extension StudyReport {
    public func pdf() throws -> [UInt8] { try document.pdf() }
  }

  extension ReportDocument {
    /// The report as a PDF, with the fonts of this machine.
    public func pdf() throws -> [UInt8] { try pdf(measurer: PangoMeasurer()) }
  }
#endif
