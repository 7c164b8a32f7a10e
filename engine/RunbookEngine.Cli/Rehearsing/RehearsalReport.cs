using RunbookEngine.Simulation.Rehearsals;

namespace RunbookEngine.Cli.Rehearsing;

/// <summary>A rehearsal and what else was tried with it.</summary>
/// <param name="Story">The rehearsal.</param>
/// <param name="Crashes">What came of all the deaths of the engine; null: not tried.</param>
/// <param name="Swarm">What came of other seeds; null: not tried.</param>
/// <param name="Again">The command that repeats the rehearsal of a seed.</param>
internal sealed record RehearsalReport(RehearsalStory Story, EveryCrashReport? Crashes, SwarmReport? Swarm, Func<SwarmEnd, string> Again);
