namespace RunbookEngine.Ssh.Shells;

/// <summary>The login worked, and then no shell came up.</summary>
internal sealed class ShellRefusedException(string complaint) : Exception(complaint);
