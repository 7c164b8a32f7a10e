namespace RunbookEngine.Tests.Fakes;

/// <summary>The end of the engine in the middle of a call.</summary>
public sealed class CrashException() : Exception("the engine died here");
