#!/usr/bin/env bash
# Sources are compiled several at a time. Each would compile in other company, too: its names meet no others, and it includes what it uses.
source "$(dirname "$0")/common.sh"
for program in ninja c++; do command -v $program >/dev/null || skip "$program is not installed"; done
build=$(dirname "$HE_TOOLS")
[ -d "$build/lib/CMakeFiles/he_cold.dir/Unity" ] || skip "this build compiles each source by itself"
check() { gives "$1" python3 "$HE_SOURCE/tests/e2e/unity.py" "$2" "$HE_SOURCE/lib" "$build"; }
check 0 names
check 0 alone  # alone-all looks at every source: for minutes

# What the checks are there to find, in a project of two sources and a header.
mkdir -p lib/he build/CMakeFiles/t.dir/Unity
unit=CMakeFiles/t.dir/Unity/unity_0_cxx.cxx
printf '#include "%s"\n' "$work/lib/he/one.cpp" "$work/lib/he/two.cpp" >build/$unit
printf 'rule c\n  command = c++ -I%s -MD -MF x.d -o $out -c $in\nbuild x.o: c %s\n' "$work/lib" "$work/build/$unit" >build/build.ninja
touch lib/he/one.h
both() {
  printf 'namespace he {\nnamespace {\n%s\n}\n}\n' "$1" >lib/he/one.cpp
  printf 'namespace he {\nnamespace {\n%s\n}\n}\n' "$2" >lib/he/two.cpp
}
look() { gives "$1" python3 "$HE_SOURCE/tests/e2e/unity.py" "$2" lib build; }
clash() { both "$1" "$2"; look 1 names; says "$work/lib/he/two.cpp: $3 is in "; [ "$(wc -l <err)" = 1 ] || die "$(cat err)"; }
apart() { both "$1" "$2"; look 0 names; }

clash 'int sum(int a, int b) { return a + b; }' 'int sum(int x, int y = 2) { return x; }' sum
clash 'struct Owner { int a; };' 'class Owner : Base {};' Owner
clash 'constexpr int kMost = 3;' 'const char* const kMost{"x"};' kMost
clash 'using Rows = A<int>;' 'using Rows = A<long>;' Rows
clash 'template <class T> T twice(T x) { return x; }' 'template <class V> void twice(T x) {}' twice
clash 'enum class Kind { a, b };' 'int Kind() { return 1; }' Kind
apart 'int sum(int a, int b) { return a; }' 'int sum(double a, int b) { return b; }'
apart 'using Rows = A<int>;' 'using Rows = A<int>;'
apart 'struct A { int x() { return 1; } }; A a{1};' 'struct B { int x() { return 2; } }; int b[2] = {1, 2};'
apart 'void f() { int inner = 1; }' 'void g() { /* int f() {} */ const char* inner = "int f() {"; }'
printf 'namespace he { int sum(int a, int b); }\n' >lib/he/one.h
both 'int other;' 'int sum(int a, int b) { return a; }'
look 1 names
says "sum is in lib/he/one.h, too, whose users"

both 'int other() { return 1; }' 'int mine() { return abs(other()); }'
look 1 alone
says "$work/lib/he/two.cpp: does not compile by itself"
both 'int other() { return 1; }' 'int mine() { return 1; }'
look 0 alone
