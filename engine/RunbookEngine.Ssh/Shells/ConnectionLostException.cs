namespace RunbookEngine.Ssh.Shells;

/// <summary>A connection is gone, or cannot be had at this moment: whatever was asked of it may be asked again of the next one.</summary>
internal sealed class ConnectionLostException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the connection lives, and a question over it was not answered. To have connected is then no sign that the host is well again.</summary>
    public bool IsSilence { get; init; }
}
