namespace HelpdeskMail.Sandbox.Writing;

/// <summary>A file of a <see cref="CustomerMail"/>.</summary>
/// <param name="Name">File name.</param>
/// <param name="Type">Media type.</param>
/// <param name="Content">Bytes (base64 in JSON).</param>
/// <param name="Inline">A picture shown in the HTML, named there as <c>cid:NAME</c>.</param>
public sealed record CustomerAttachment(string Name, string Type, byte[] Content, bool Inline = false);
