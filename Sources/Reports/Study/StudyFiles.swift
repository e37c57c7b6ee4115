#if Reports
  internal import Charts
  public import Groundwork
  internal import Rendering

  /// The files of one picture, and what was doubtful about them.
  public struct DrawnPicture: Sendable {
    public internal(set) var files: [(name: String, bytes: [UInt8])] = []
    /// About fonts and letters without a sign; several pictures may say the same.
    public internal(set) var fontWarnings: [Diagnostic] = []
    public internal(set) var brokenRules: [Diagnostic] = []
  }

  extension StudyPictures {
    public var count: Int { pictures.count }

    /// Every picture as PNG (two pixels a point), PDF and SVG, and its data as CSV, in order of name.
    ///
    /// - Parameter created: the date that stands in the files' metadata; a result never asks the clock.
    /// - Returns: the files, and warnings about fonts, letters without a sign, and rules that a layout broke.
    public func files(created: String = "2000-01-01T00:00:00Z") throws -> (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic])
    {
      try Self.files(pictures, created: created)
    }

    static func files(_ pictures: [Picture], created: String) throws -> (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic]) {
      let renderer = try Renderer(scale: 2)
      var files: [(name: String, bytes: [UInt8])] = []
      var warnings: [Diagnostic] = []
      for picture in pictures { files += try Self.files(picture, renderer, created: created, &warnings) }
      return (files, renderer.diagnostics + warnings)
    }

    /// Files of one picture, with fonts of its own, so that several threads may each draw one: how many pictures there are, `count` says.
    public func files(of index: Int, created: String = "2000-01-01T00:00:00Z") throws -> DrawnPicture {
      let renderer = try Renderer(scale: 2)
      var drawn = DrawnPicture()
      drawn.files = try Self.files(pictures[index], renderer, created: created, &drawn.brokenRules)
      drawn.fontWarnings = renderer.diagnostics
      return drawn
    }

    private static func files(
      _ picture: Picture, _ renderer: Renderer, created: String, _ warnings: inout [Diagnostic]
    ) throws -> [(name: String, bytes: [UInt8])] {
      let scene = try scene(picture, measurer: renderer.measurer)
      for broken in Lint.violations(in: scene, evidence: picture.chart.evidence) {
        warnings.append(Diagnostic(.warning, code: "layout", "the chart '\(picture.name)' broke a rule of its layout: \(broken)"))
      }
      let metadata = DocumentMetadata(title: picture.chart.title, author: "Bullwhip", created: created)
      return [
        (picture.name + ".png", try renderer.png(scene)), (picture.name + ".pdf", try renderer.pdf(scene, metadata)),
        (picture.name + ".svg", try renderer.svg(scene)), (picture.name + ".csv", Array(picture.chart.dataTable.csv.utf8)),
      ]
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

  extension StaffingPictures {
    /// As `StudyPictures.files`.
    public func files(created: String = "2000-01-01T00:00:00Z") throws -> (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic])
    {
      try StudyPictures.files(pictures, created: created)
    }
  }

  extension OptimizationPictures {
    /// As `StudyPictures.files`.
    public func files(created: String = "2000-01-01T00:00:00Z") throws -> (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic])
    {
      try StudyPictures.files(pictures, created: created)
    }
  }

  extension OrderStoryPicture {
    /// As `StudyPictures.files`; no files where there is nothing to draw.
    public func files(created: String = "2000-01-01T00:00:00Z") throws -> (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic])
    {
      try StudyPictures.files(picture.map { [$0] } ?? [], created: created)
    }
  }

  extension FloorFramePicture {
    /// As `StudyPictures.files`.
    public func files(created: String = "2000-01-01T00:00:00Z") throws -> (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic])
    {
      try StudyPictures.files([picture], created: created)
    }
  }

  extension ShiftLookPicture {
    /// As for a study's pictures.
    public func files(created: String = "2000-01-01T00:00:00Z") throws -> (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic])
    {
      try StudyPictures.files([picture], created: created)
    }
  }

  extension BottleneckReport {
    /// As `StudyPictures.files`.
    public func files(created: String = "2000-01-01T00:00:00Z") throws -> (files: [(name: String, bytes: [UInt8])], warnings: [Diagnostic])
    {
      try StudyPictures.files([picture], created: created)
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
