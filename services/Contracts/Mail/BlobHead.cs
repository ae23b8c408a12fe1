namespace HelpdeskMail.Contracts.Mail;

/// <summary>What stands before each file where many are kept at once.</summary>
/// <param name="Size">Number of its bytes, which follow; 256 KiB at most.</param>
public sealed record BlobHead(int Size)
{
    /// <summary>Bytes of a file that can be kept together with others, at most.</summary>
    public const int Most = 256 * 1024;
}
