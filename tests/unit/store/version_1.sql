BEGIN TRANSACTION;
CREATE TABLE commands (
	id TEXT NOT NULL, 
	workspace TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	effective INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	label TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	at TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	undoes INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(workspace) REFERENCES workspaces (id)
);
INSERT INTO "commands" VALUES('open-1','CxIiqZvnqji9',1,1,'open','ouverture : Essai','Anne','2026-11-22T18:09:16.834873+00:00','414b615122ad6e065b307f4e0b7420d42a82e1057782e889b258451bed4e08dd',NULL);
INSERT INTO "commands" VALUES('one','CxIiqZvnqji9',2,1,'rules','modification de la règle rate','Anne','2026-11-22T18:09:16.919286+00:00','e6c241c4a0e52a1b2df5157e165cb60bb5f685ad04c43b354f78ad38c71c2455',NULL);
INSERT INTO "commands" VALUES('two','CxIiqZvnqji9',3,1,'lock','décision du comité sur le dossier c','Anne','2026-11-22T18:09:16.933550+00:00','d1026f2b1da40eb83fa0e84f073c44fc4d290cbc44f6c506ff9fecbcfb9a59cd',NULL);
INSERT INTO "commands" VALUES('three','CxIiqZvnqji9',4,1,'undo','annulation : décision du comité sur le dossier c','Anne','2026-11-22T18:09:16.962979+00:00','ae0329ec23221fe948f01a19cb55da3c047d99520742aa4b7713cff871efaa5d',3);
CREATE TABLE documents (
	workspace TEXT NOT NULL, 
	path TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (workspace, path), 
	FOREIGN KEY(workspace) REFERENCES workspaces (id)
);
INSERT INTO "documents" VALUES('CxIiqZvnqji9','applications.a','{"applicant":"","applicant_type":"","axes":[["1","1"]],"complete":true,"departments":[["31","1"]],"extra":[],"filed_at":null,"id":"a","in_kind":null,"investment":null,"marks":[],"opinion":"","other_public":null,"other_revenue":null,"own_floor":null,"publics":[],"requested":20000,"scope":"","score":"90","siret":"","sources":[],"start_date":null,"summary":"","title":"Projet a (fictif)","total_cost":30000}');
INSERT INTO "documents" VALUES('CxIiqZvnqji9','applications.b','{"applicant":"","applicant_type":"","axes":[["1","1"]],"complete":true,"departments":[["31","1"]],"extra":[],"filed_at":null,"id":"b","in_kind":null,"investment":null,"marks":[],"opinion":"","other_public":null,"other_revenue":null,"own_floor":null,"publics":[],"requested":20000,"scope":"","score":"80","siret":"","sources":[],"start_date":null,"summary":"","title":"Projet b (fictif)","total_cost":30000}');
INSERT INTO "documents" VALUES('CxIiqZvnqji9','applications.c','{"applicant":"","applicant_type":"","axes":[["1","1"]],"complete":true,"departments":[["31","1"]],"extra":[],"filed_at":null,"id":"c","in_kind":null,"investment":null,"marks":[],"opinion":"","other_public":null,"other_revenue":null,"own_floor":null,"publics":[],"requested":20000,"scope":"","score":"60","siret":"","sources":[],"start_date":null,"summary":"","title":"Projet c (fictif)","total_cost":30000}');
INSERT INTO "documents" VALUES('CxIiqZvnqji9','document','{"axes":[{"code":"1","label":"Un"},{"code":"2","label":"Deux"}],"minimum_share":"0.5","rate":"0.90","sources":[{"authority":"ARS","code":"fir","label":"FIR","notified":30000},{"authority":"Préfet","code":"304","label":"BOP 304","notified":20000}],"title":"Appel d''essai"}');
INSERT INTO "documents" VALUES('CxIiqZvnqji9','kept','{"actor":"Anne","at":"2026-11-22T18:09:16.834873+00:00","fingerprint":"sha256:60543c5e5b485c479669def5f26a448c0df69f4e1c313d128f29f5e8f5773379","grants":{"a":20000,"b":20000,"c":10000},"label":"première répartition","revision":1}');
INSERT INTO "documents" VALUES('CxIiqZvnqji9','title','"Essai"');
INSERT INTO "documents" VALUES('CxIiqZvnqji9','rules.rate','"0.8"');
CREATE TABLE events (
	workspace TEXT NOT NULL, 
	stream TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	command TEXT NOT NULL, 
	path TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (workspace, stream, seq), 
	UNIQUE (workspace, stream, previous), 
	FOREIGN KEY(workspace) REFERENCES workspaces (id), 
	FOREIGN KEY(command) REFERENCES commands (id)
);
INSERT INTO "events" VALUES('CxIiqZvnqji9','call',1,1,'open-1','applications.a','null','{"applicant":"","applicant_type":"","axes":[["1","1"]],"complete":true,"departments":[["31","1"]],"extra":[],"filed_at":null,"id":"a","in_kind":null,"investment":null,"marks":[],"opinion":"","other_public":null,"other_revenue":null,"own_floor":null,"publics":[],"requested":20000,"scope":"","score":"90","siret":"","sources":[],"start_date":null,"summary":"","title":"Projet a (fictif)","total_cost":30000}','0000000000000000000000000000000000000000000000000000000000000000','a4e03a18469b81b0bc4e4263cc10a8d516d58c4e6f78cf1ada3f34f04ee1edc4');
INSERT INTO "events" VALUES('CxIiqZvnqji9','call',2,1,'open-1','applications.b','null','{"applicant":"","applicant_type":"","axes":[["1","1"]],"complete":true,"departments":[["31","1"]],"extra":[],"filed_at":null,"id":"b","in_kind":null,"investment":null,"marks":[],"opinion":"","other_public":null,"other_revenue":null,"own_floor":null,"publics":[],"requested":20000,"scope":"","score":"80","siret":"","sources":[],"start_date":null,"summary":"","title":"Projet b (fictif)","total_cost":30000}','a4e03a18469b81b0bc4e4263cc10a8d516d58c4e6f78cf1ada3f34f04ee1edc4','1c17c1c27174b59bc0925f67459e1e866f22d944acfeed90b63669ad81e3c51f');
INSERT INTO "events" VALUES('CxIiqZvnqji9','call',3,1,'open-1','applications.c','null','{"applicant":"","applicant_type":"","axes":[["1","1"]],"complete":true,"departments":[["31","1"]],"extra":[],"filed_at":null,"id":"c","in_kind":null,"investment":null,"marks":[],"opinion":"","other_public":null,"other_revenue":null,"own_floor":null,"publics":[],"requested":20000,"scope":"","score":"60","siret":"","sources":[],"start_date":null,"summary":"","title":"Projet c (fictif)","total_cost":30000}','1c17c1c27174b59bc0925f67459e1e866f22d944acfeed90b63669ad81e3c51f','221b01fd1e864272d9fd07448625f7451c90e97022a9537ca287bf57a037f149');
INSERT INTO "events" VALUES('CxIiqZvnqji9','call',4,1,'open-1','document','null','{"axes":[{"code":"1","label":"Un"},{"code":"2","label":"Deux"}],"minimum_share":"0.5","rate":"0.90","sources":[{"authority":"ARS","code":"fir","label":"FIR","notified":30000},{"authority":"Préfet","code":"304","label":"BOP 304","notified":20000}],"title":"Appel d''essai"}','221b01fd1e864272d9fd07448625f7451c90e97022a9537ca287bf57a037f149','8f564178c1d2c47e78f679a214ac00fff4c2fade9833bfa5932f868487e88499');
INSERT INTO "events" VALUES('CxIiqZvnqji9','scenario',1,1,'open-1','kept','null','{"actor":"Anne","at":"2026-11-22T18:09:16.834873+00:00","fingerprint":"sha256:60543c5e5b485c479669def5f26a448c0df69f4e1c313d128f29f5e8f5773379","grants":{"a":20000,"b":20000,"c":10000},"label":"première répartition","revision":1}','0000000000000000000000000000000000000000000000000000000000000000','de2138ad4098079050fd87479bc6a69873b3312150f4d32b9ab33606a3473789');
INSERT INTO "events" VALUES('CxIiqZvnqji9','call',5,1,'open-1','title','null','"Essai"','8f564178c1d2c47e78f679a214ac00fff4c2fade9833bfa5932f868487e88499','9ff7ea2edf545a7ac15283787a240926fd24de339cd168a3f8a24dc6802bdcc7');
INSERT INTO "events" VALUES('CxIiqZvnqji9','scenario',2,2,'one','rules.rate','null','"0.8"','de2138ad4098079050fd87479bc6a69873b3312150f4d32b9ab33606a3473789','ecf9615dd48c79f68e805cd677925f8a5af76f18dfc537ebe0adfc5e6a5a389c');
INSERT INTO "events" VALUES('CxIiqZvnqji9','scenario',3,3,'two','locks.c','null','"funded"','ecf9615dd48c79f68e805cd677925f8a5af76f18dfc537ebe0adfc5e6a5a389c','d572083a064369ac46eeeb46c978fa6fe0a67054d7013959ce622decf0cc1c59');
INSERT INTO "events" VALUES('CxIiqZvnqji9','scenario',4,4,'three','locks.c','"funded"','null','d572083a064369ac46eeeb46c978fa6fe0a67054d7013959ce622decf0cc1c59','7616c0e35114a1d75f0ce5a62738c33629df6b2984de5e7c45df46aa565c6edd');
CREATE TABLE heads (
	workspace TEXT NOT NULL, 
	stream TEXT NOT NULL, 
	seq INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (workspace, stream), 
	FOREIGN KEY(workspace) REFERENCES workspaces (id)
);
INSERT INTO "heads" VALUES('CxIiqZvnqji9','call',5,'9ff7ea2edf545a7ac15283787a240926fd24de339cd168a3f8a24dc6802bdcc7');
INSERT INTO "heads" VALUES('CxIiqZvnqji9','scenario',4,'7616c0e35114a1d75f0ce5a62738c33629df6b2984de5e7c45df46aa565c6edd');
CREATE TABLE schema_version (
	version INTEGER NOT NULL, 
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(1);
CREATE TABLE workspaces (
	number INTEGER NOT NULL, 
	id TEXT NOT NULL, 
	title TEXT NOT NULL, 
	opened_at TEXT NOT NULL, 
	saved_at TEXT NOT NULL, 
	revision INTEGER NOT NULL, 
	PRIMARY KEY (number), 
	UNIQUE (id)
);
INSERT INTO "workspaces" VALUES(1,'CxIiqZvnqji9','Essai','2026-11-22T18:09:16.834873+00:00','2026-11-22T18:09:16.962979+00:00',4);
CREATE INDEX commands_by_revision ON commands (workspace, revision);
CREATE INDEX events_by_revision ON events (workspace, revision);
CREATE TRIGGER events_no_UPDATE BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER events_no_DELETE BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER commands_no_UPDATE BEFORE UPDATE ON commands
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER commands_no_DELETE BEFORE DELETE ON commands
BEGIN SELECT RAISE(ABORT, 'append-only'); END;
COMMIT;
