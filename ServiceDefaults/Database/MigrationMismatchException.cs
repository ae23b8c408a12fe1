namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>
/// The database was migrated by another text of a script than the one in this version. An operator mends it: run the version that the database
/// belongs to, or restore a backup; a released script never changes.
/// </summary>
public sealed class MigrationMismatchException(string schema, string migration)
    : Exception($"Schema {schema}: the script {migration} was applied to this database with a different content. Run the version that migrated it, or restore a backup taken before.");
