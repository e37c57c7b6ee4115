/// Who may be seized for what: groups of servers alike, the tasks that each of them can do, and whose task it is.
///
/// A group has a task as its own, or helps. Helpers begin only what no free server of the task's own can, and, where the task sets a limit,
/// only while more than so many wait.
///
/// - Complexity: O(groups of the task) a question.
public struct SkillTable: ~Copyable, Sendable {
  /// That a group can do a task.
  @frozen public struct Skill: BitwiseCopyable, Sendable {
    public let task: Int32
    public let group: Int32
    public let helps: Bool

    @inlinable public init(task: Int, group: Int, helps: Bool = false) {
      self.task = Int32(truncatingIfNeeded: task)
      self.group = Int32(truncatingIfNeeded: group)
      self.helps = helps
    }
  }

  @usableFromInline let skills: Slab<Skill>
  /// Where the skills of each task begin, and where those of the last end.
  @usableFromInline let first: Slab<Int32>
  /// Helpers of each task stay away up to so many who wait.
  @usableFromInline let helpersAbove: Slab<Int>
  @usableFromInline var free: Slab<Int>

  /// - Parameters:
  ///   - skills: in order of their tasks; within a task in the order in which groups are asked.
  ///   - helpersAbove: by task; −1 = helpers come whenever somebody waits.
  public init(_ skills: [Skill], helpersAbove: [Int], groups: Int) {
    precondition(zip(skills, skills.dropFirst()).allSatisfy { $0.task <= $1.task }, "skills stand in order of their tasks")
    self.skills = Slab(skills)
    var first: [Int32] = [0]
    for task in helpersAbove.indices { first.append(first[task] + Int32(skills.count { $0.task == task })) }
    self.first = Slab(first)
    self.helpersAbove = Slab(helpersAbove)
    free = Slab(repeating: 0, count: groups)
  }

  @inlinable public subscript(skill: Int) -> Skill { skills[skill] }

  /// The skills of a task, by number.
  @inlinable @inline(__always) public func of(_ task: Int) -> Range<Int> { Int(first[task])..<Int(first[task &+ 1]) }

  /// Free servers of a group.
  @inlinable @inline(__always) public func free(of group: Int) -> Int { free[group] }

  /// So many more of a group are free.
  @inlinable @inline(__always) public mutating func change(_ group: Int, by count: Int) { free[group] &+= count }

  /// Whether the limit of helpers lets a skill be used while so many wait at its task.
  @inlinable @inline(__always) public func isOpen(_ skill: Int, waiting: Int) -> Bool {
    !skills[skill].helps || waiting > helpersAbove[Int(skills[skill].task)]
  }

  /// Whether somebody with a skill is free to begin while so many wait.
  @inlinable @inline(__always) public func isFree(_ skill: Int, waiting: Int) -> Bool {
    free[Int(skills[skill].group)] > 0 && isOpen(skill, waiting: waiting)
  }

  /// Whether anybody is free to begin a task while so many wait.
  @inlinable public func canSeize(for task: Int, waiting: Int) -> Bool {
    for skill in of(task) where isFree(skill, waiting: waiting) { return true }
    return false
  }

  /// Whether a helper's skill stands back: somebody is free whose task it is.
  @inlinable public func standsBack(_ skill: Int) -> Bool {
    if !skills[skill].helps { return false }
    for other in of(Int(skills[skill].task)) where !skills[other].helps && free[Int(skills[other].group)] > 0 { return true }
    return false
  }

  /// Free servers of all groups that can do a task.
  @inlinable public func freeServers(for task: Int) -> Int {
    var sum = 0
    for skill in of(task) { sum &+= free[Int(skills[skill].group)] }
    return sum
  }
}
